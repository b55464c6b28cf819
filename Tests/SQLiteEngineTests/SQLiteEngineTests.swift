// SQLiteEngineTests
