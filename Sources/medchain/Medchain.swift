internal import ArgumentParser
@main struct Medchain: ParsableCommand { }
