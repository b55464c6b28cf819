// PlatformSimulatorTests
