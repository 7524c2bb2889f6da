extension String {
    /// This text inside HTML, in an element or in a quoted attribute. Characters that would reorder
    /// or hide what stands beside them are shown as U+FFFD: a user ID is chosen by a stranger.
    var escapedForHTML: String {
        var escaped = ""
        escaped.reserveCapacity(utf8.count + utf8.count / 8)
        for scalar in unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\n", "\t": escaped.unicodeScalars.append(scalar)
            case let scalar where scalar.isDeceptive: escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

extension Unicode.Scalar {
    /// Controls, bidirectional controls, and characters without width.
    fileprivate var isDeceptive: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF: true
        default: false
        }
    }
}

/// A page of this gateway: no scripts, nothing loaded from elsewhere.
func htmlPage(title: String, body: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <meta name="robots" content="noindex, nofollow">
    <title>\(title.escapedForHTML)</title>
    <style>body{font-family:sans-serif;max-width:60em;margin:1em auto;padding:0 1em}\
    pre,code{overflow-wrap:anywhere;white-space:pre-wrap}\
    td,th{text-align:left;padding:0 1em 0 0}</style>
    </head>
    <body>
    \(body)
    </body>
    </html>

    """
}
