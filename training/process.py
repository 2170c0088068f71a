"""Entry point of a SageMaker processing job: ``python3 process.py prepare|evaluate [OPTIONS]``."""

import sys

from mainstay_training.jobs.processing_job import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
