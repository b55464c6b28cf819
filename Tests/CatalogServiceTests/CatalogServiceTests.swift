// CatalogServiceTests
