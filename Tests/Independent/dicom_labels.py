"""Prints what pydicom reads from the DICOM files that it ships, one JSON object a line.

The Swift tests hold our labels against these. Only files with the preamble and the DICM mark are listed: without them
a file cannot be told to be DICOM.
"""

import json
import pathlib
import warnings

import pydicom

UNREAD = {"1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99"}  # big endian, deflated


def label(path):
    dataset = pydicom.dcmread(path, stop_before_pixels=True)
    syntax = str(dataset.file_meta.get("TransferSyntaxUID", ""))
    out = {"path": str(path), "syntax": syntax, "isRead": syntax not in UNREAD}
    for name, keyword in [
        ("modality", "Modality"),
        ("studyDate", "StudyDate"),
        ("rows", "Rows"),
        ("columns", "Columns"),
    ]:
        value = dataset.get(keyword)
        out[name] = None if value in (None, "") else str(value)
    frames = str(dataset.get("NumberOfFrames") or 1)
    out["frames"] = frames if out["rows"] and frames.isdigit() else None
    return out


def main():
    folder = pathlib.Path(pydicom.__file__).parent / "data" / "test_files"
    warnings.simplefilter("ignore")
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        with path.open("rb") as file:
            if file.read(132)[128:] != b"DICM":
                continue
        try:
            print(json.dumps(label(path)))
        except Exception as error:  # pydicom itself gives up: we only must not crash
            print(json.dumps({"path": str(path), "unreadable": type(error).__name__}))


main()
