"""The web page of citecoder.

Importing this package switches Gradio's telemetry off, before any module of it imports Gradio.
"""

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
