import Catalog

/// The curators' pages.
extension PagePath {
    static let curation = staff("kurasi")
    static let curationBulk = staff("kurasi", "massal")

    static func curated(_ id: Identifier<Course>) -> PagePath {
        staff("kurasi", "kelas", id.value)
    }

    static func curated(_ id: Identifier<Course>, _ deed: String) -> PagePath {
        staff("kurasi", "kelas", id.value, deed)
    }

    static func bulk(_ id: Identifier<Bulk>) -> PagePath { staff("kurasi", "massal", id.value) }

    static func undoBulk(_ id: Identifier<Bulk>) -> PagePath {
        staff("kurasi", "massal", id.value, "urungkan")
    }

    static let flags = staff("kurasi", "tanda")
    static let categoryWords = staff("kurasi", "kategori")
    static let files = staff("kurasi", "berkas")
    static let exportFile = staff("kurasi", "berkas", "ekspor")

    static func flag(_ id: Identifier<Flag>) -> PagePath { staff("kurasi", "tanda", id.value) }

    static func publicPrice(_ id: Identifier<Flag>) -> PagePath {
        staff("kurasi", "tanda", id.value, "harga")
    }

    static func categoryWords(_ id: String) -> PagePath { staff("kurasi", "kategori", id) }

    static func words(_ kind: WordGroup.Kind) -> PagePath {
        staff("kurasi", kind == .skill ? "keterampilan" : "sinonim")
    }

    static func words(_ group: WordGroup) -> PagePath {
        staff("kurasi", group.kind == .skill ? "keterampilan" : "sinonim", group.id.value)
    }

    static func file(_ id: Identifier<CourseImport>) -> PagePath {
        staff("kurasi", "berkas", id.value)
    }

    static func fileErrors(_ id: Identifier<CourseImport>) -> PagePath {
        staff("kurasi", "berkas", id.value, "kesalahan")
    }
}
