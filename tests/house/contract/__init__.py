"""The changes of the contract from one version to the next."""
