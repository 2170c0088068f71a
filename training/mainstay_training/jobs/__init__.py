"""The steps as SageMaker jobs: the container's folders and variables in, the command line's own functions inside."""
