import CLibXML2
import Catalog

/// libxml2's xmlReader over bytes in memory, and the only caller of libxml2. Nothing is fetched,
/// no entity is expanded: a document with a DTD is refused where its DTD begins.
///
/// `@safe` because the pointers are made in `init`, freed in `deinit` and never handed out.
@safe final class XMLHandle {
    enum Node {
        case start(XMLElement, isEmpty: Bool)
        case end
        case text(String)
    }

    /// The library's own state, made once before threads use it.
    private static let isReady: Bool = {
        xmlInitParser()
        return true
    }()

    /// A copy, for the reader keeps the pointer.
    private let bytes: UnsafeMutableBufferPointer<CChar>
    private let reader: OpaquePointer

    /// Nil when memory is short.
    init?(_ document: [UInt8]) {
        guard Self.isReady, let size = Int32(exactly: document.count) else { return nil }
        unsafe bytes = UnsafeMutableBufferPointer.allocate(capacity: document.count)
        // Both have room for `document.count` elements.
        _ = unsafe bytes.initialize(fromContentsOf: document.lazy.map { CChar(bitPattern: $0) })
        let options =
            XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
            | XML_PARSE_NOCDATA.rawValue
        // The bytes live as long as this object, which frees the reader first.
        guard
            let reader = unsafe xmlReaderForMemory(
                bytes.baseAddress, size, nil, nil, Int32(options))
        else {
            unsafe bytes.deallocate()
            return nil
        }
        unsafe self.reader = reader
    }

    deinit {
        // Each is freed once, by its owner.
        unsafe xmlFreeTextReader(reader)
        unsafe bytes.deallocate()
    }

    /// The next element's start or end, or text; nil at the end of the document.
    func next() throws(PlatformFailure) -> Node? {
        while true {
            // The reader is valid until deinit; so is it below.
            switch unsafe xmlTextReaderRead(reader) {
            case 0: return nil
            case 1: break
            default:
                let line = unsafe xmlTextReaderGetParserLineNumber(reader)
                throw .malformed("the answer is not well-formed XML (line \(line))")
            }
            guard unsafe Int(xmlTextReaderDepth(reader)) < XMLDocument.depthMax else {
                throw .malformed("nested deeper than \(XMLDocument.depthMax) levels")
            }
            switch unsafe xmlTextReaderNodeType(reader) {
            case Int32(XML_READER_TYPE_ELEMENT.rawValue):
                let isEmpty = unsafe xmlTextReaderIsEmptyElement(reader) == 1
                return .start(element(), isEmpty: isEmpty)
            case Int32(XML_READER_TYPE_END_ELEMENT.rawValue): return .end
            case Int32(XML_READER_TYPE_TEXT.rawValue), Int32(XML_READER_TYPE_CDATA.rawValue):
                return .text(unsafe Self.text(xmlTextReaderConstValue(reader)))
            case Int32(XML_READER_TYPE_DOCUMENT_TYPE.rawValue),
                Int32(XML_READER_TYPE_ENTITY_REFERENCE.rawValue):
                throw .malformed("the answer has a DTD or entities of its own")
            default: break
            }
        }
    }

    private func element() -> XMLElement {
        var element = XMLElement(name: name())
        while unsafe xmlTextReaderMoveToNextAttribute(reader) == 1,
            element.attributes.count < XMLDocument.attributesMax
        {
            element.attributes[name()] = unsafe Self.text(xmlTextReaderConstValue(reader))
        }
        _ = unsafe xmlTextReaderMoveToElement(reader)
        return element
    }

    private func name() -> String {
        unsafe Self.text(xmlTextReaderConstLocalName(reader)).lowercased()
    }

    /// The library's text is valid until the next read; it is copied here.
    private static func text(_ pointer: UnsafePointer<xmlChar>?) -> String {
        guard let pointer = unsafe pointer else { return "" }
        return unsafe String(cString: pointer)
    }
}
