print("catalogd")
