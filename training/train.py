"""Entry point of a SageMaker training job in script mode: ``sagemaker_program`` is ``train.py``.

It lies at the root of the source package, because the XGBoost container runs ``python -m train`` beside it.
"""

import sys

from mainstay_training.jobs.training_job import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
