import Foundation

/// Answers of an OAI-PMH repository.
enum OAIScript {
    static let begun = "2026-01-02T03:04:05Z"

    static func answer(_ content: String, date: String = begun) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">
        <responseDate>\(date)</responseDate><request verb="x">http://x.example/oai</request>
        \(content)
        </OAI-PMH>
        """
    }

    static func fault(_ code: String, _ words: String = "no") -> String {
        answer("<error code=\"\(code)\">\(words)</error>")
    }

    static func identify(
        granularity: String = "YYYY-MM-DDThh:mm:ssZ", deletions: String = "persistent"
    ) -> String {
        answer(
            """
            <Identify><repositoryName>X</repositoryName><baseURL>http://x.example/oai</baseURL>
            <protocolVersion>2.0</protocolVersion><adminEmail>a@x.example</adminEmail>
            <earliestDatestamp>2020-01-01T00:00:00Z</earliestDatestamp>
            <deletedRecord>\(deletions)</deletedRecord><granularity>\(granularity)</granularity>
            </Identify>
            """)
    }

    static func list(_ records: [String], token: String? = nil) -> String {
        let end = token.map { "<resumptionToken cursor=\"0\">\($0)</resumptionToken>" } ?? ""
        return answer("<ListRecords>\(records.joined())\(end)</ListRecords>")
    }

    static func deleted(_ id: String) -> String {
        "<record><header status=\"deleted\"><identifier>\(id)</identifier>"
            + "<datestamp>2026-01-01T00:00:00Z</datestamp></header></record>"
    }

    static func record(_ id: String, _ metadata: String) -> String {
        "<record><header><identifier>\(id)</identifier>"
            + "<datestamp>2026-01-01T00:00:00Z</datestamp></header>"
            + "<metadata>\(metadata)</metadata></record>"
    }

    static func dublinCore(_ id: String, _ elements: String) -> String {
        record(
            id,
            """
            <oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"
             xmlns:dc="http://purl.org/dc/elements/1.1/">\(elements)</oai_dc:dc>
            """)
    }

    /// A course with nothing but what every course has.
    static func lom(_ id: String, title: String = "Kelas", more: String = "") -> String {
        record(
            id,
            """
            <lom xmlns="http://ltsc.ieee.org/xsd/LOM"><general><title>
            <string language="id">\(title)</string></title></general>
            <lifeCycle><contribute><role><source>LOMv1.0</source><value>publisher</value></role>
            <entity>Lembaga</entity></contribute></lifeCycle>
            <classification><purpose><source>LOMv1.0</source><value>discipline</value></purpose>
            <taxonPath><taxon><entry><string>Ragam</string></entry></taxon></taxonPath>
            </classification>\(more)</lom>
            """)
    }

    /// Everything that is read, as IEEE 1484.12.3 writes it.
    static let wholeLOM = """
        <lom:lom xmlns:lom="http://ltsc.ieee.org/xsd/LOM">
        <lom:general>
          <lom:identifier><lom:catalog>URI</lom:catalog><lom:entry>oai:x:1</lom:entry>
          </lom:identifier>
          <lom:title><lom:string language="en">Coffee</lom:string>
            <lom:string language="id-ID"> Kopi  Susu </lom:string></lom:title>
          <lom:language>id-ID</lom:language>
          <lom:description><lom:string><![CDATA[<p>Baik &amp; benar</p>]]></lom:string>
          </lom:description>
          <lom:keyword><lom:string>minuman</lom:string></lom:keyword>
        </lom:general>
        <lom:lifeCycle>
          <lom:contribute><lom:role><lom:source>LOMv1.0</lom:source>
            <lom:value>author</lom:value></lom:role><lom:entity>Budi</lom:entity></lom:contribute>
          <lom:contribute><lom:role><lom:source>LOMv1.0</lom:source>
            <lom:value>publisher</lom:value></lom:role>
            <lom:entity>BEGIN:VCARD&#13;
        VERSION:3.0&#13;
        FN:Siti&#13;
        ORG:Warung Belajar\\, PT;Unit&#13;
        END:VCARD</lom:entity></lom:contribute>
        </lom:lifeCycle>
        <lom:technical><lom:location>https://x.example/k</lom:location></lom:technical>
        <lom:educational>
          <lom:learningResourceType><lom:source>LOMv1.0</lom:source>
            <lom:value>lecture</lom:value></lom:learningResourceType>
          <lom:learningResourceType><lom:value>webinar</lom:value></lom:learningResourceType>
          <lom:difficulty><lom:source>LOMv1.0</lom:source><lom:value>easy</lom:value>
          </lom:difficulty>
          <lom:typicalLearningTime><lom:duration>PT1H30M</lom:duration></lom:typicalLearningTime>
        </lom:educational>
        <lom:rights><lom:cost><lom:value>yes</lom:value></lom:cost>
          <lom:description><lom:string language="en">USD 10.00</lom:string>
            <lom:string language="id">IDR 150000.00</lom:string></lom:description></lom:rights>
        <lom:classification><lom:purpose><lom:value>competency</lom:value></lom:purpose>
          <lom:taxonPath><lom:taxon><lom:entry><lom:string>menyeduh</lom:string></lom:entry>
          </lom:taxon></lom:taxonPath>
          <lom:taxonPath><lom:taxon><lom:entry><lom:string>melayani</lom:string></lom:entry>
          </lom:taxon></lom:taxonPath></lom:classification>
        <lom:classification><lom:purpose><lom:value>discipline</lom:value></lom:purpose>
          <lom:taxonPath><lom:taxon><lom:entry><lom:string>Pariwisata</lom:string></lom:entry>
          </lom:taxon><lom:taxon><lom:entry><lom:string>Kuliner</lom:string></lom:entry>
          </lom:taxon></lom:taxonPath></lom:classification>
        </lom:lom>
        """

    /// The arguments of a request.
    static func arguments(_ target: String) -> [String: String] {
        let parts = URLComponents(string: target)?.queryItems ?? []
        return Dictionary(parts.map { ($0.name, $0.value ?? "") }) { $1 }
    }
}
