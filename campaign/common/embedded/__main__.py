"""`python -m campaign.common.embedded` is what `make run` starts."""

import sys

from campaign.common.embedded.launch import main

sys.exit(main())
