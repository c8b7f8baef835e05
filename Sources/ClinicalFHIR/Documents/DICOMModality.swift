/// Names of DICOM modalities (DICOM PS3.3 C.7.3.1.1.1) for people.
enum DICOMModality {
    private static let names = [
        "CT": "Computed tomography", "MR": "Magnetic resonance", "US": "Ultrasound", "XA": "X-ray angiography",
        "CR": "Computed radiography", "DX": "Digital radiography", "MG": "Mammography", "NM": "Nuclear medicine",
        "PT": "Positron emission tomography", "RF": "Fluoroscopy", "ES": "Endoscopy", "ECG": "Electrocardiogram",
        "OP": "Ophthalmic photography", "OPT": "Ophthalmic tomography", "SC": "Secondary capture", "OT": "Other",
        "RTPLAN": "Radiotherapy plan", "RTDOSE": "Radiotherapy dose", "RTSTRUCT": "Radiotherapy structures",
        "RTIMAGE": "Radiotherapy image", "SR": "Structured report", "SM": "Slide microscopy", "XC": "Photography",
        "IO": "Intra-oral radiography", "PX": "Panoramic radiography", "BI": "Biomagnetic imaging",
        "SEG": "Segmentation",
        "PR": "Presentation state", "KO": "Key object selection", "DOC": "Document",
    ]

    /// The name of a modality code, or the code itself.
    static func name(_ code: String) -> String { names[code] ?? code }
}
