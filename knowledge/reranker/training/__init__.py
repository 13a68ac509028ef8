"""Training the reranker: needs the packages of ``requirements-train.txt``, which running steppe does not."""
