"""What every Souk service shares: money, ids, errors, events, storage, HTTP, gRPC and telemetry."""

import gc
import os

if os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE"):
    # While a function starts nearly everything made stays, and looking for what does not is a tenth of the start.
    # `souk.ahead` turns it on again when the handler is complete.
    gc.disable()
    from souk import compiled

    compiled.use()
