"""The project: settings, addresses, workers and the kernel that all rooms share."""
