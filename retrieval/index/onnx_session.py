"""Load ONNX models without sending telemetry."""

import os
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onnxruntime import InferenceSession, SessionOptions


def session_options() -> "SessionOptions":
    """Return options for `open_session`."""
    return _runtime().SessionOptions()


def open_session(weights: Path, options: "SessionOptions | None" = None) -> "InferenceSession":
    """Return the model of a file, on the CPU; raises what onnxruntime raises."""
    return _runtime().InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])


def _runtime() -> ModuleType:
    """Return onnxruntime, which must not be imported elsewhere.

    From version 1.29 on it would store a number for the device and events about models in the user's cache,
    and send them to Microsoft. `ORT_DISABLE_TELEMETRY` is read once, as it is imported.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    runtime: ModuleType = onnxruntime
    return runtime
