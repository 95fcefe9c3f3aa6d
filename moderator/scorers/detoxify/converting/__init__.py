"""Turns a Detoxify release into a prepared folder: the only part that needs torch, detoxify and onnx."""
