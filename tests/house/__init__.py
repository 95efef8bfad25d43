"""The rules of the house: sources, documents, contract and translations agree."""
