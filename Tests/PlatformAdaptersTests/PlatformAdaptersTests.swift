// PlatformAdaptersTests
