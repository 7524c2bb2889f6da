/// `GET /`: what this is, and where to go from here.
struct Home: Endpoint {
    let facts: HTTPGatewayConfiguration.Facts

    func answer(_ call: Call) -> Answer {
        let body = """
            <h1>OpenPGP keyserver \(facts.hostname.escapedForHTML)</h1>
            <p>This is Claviger \(facts.version.escapedForHTML), a server of OpenPGP public keys.
            Anyone can add any key: that a key is here says nothing about whose it is.</p>
            <form action="/pks/lookup" method="get">
            <p><label>Fingerprint (after 0x), key ID or words of a name:
            <input name="search" size="45" required></label>
            <button name="op" value="index">Search</button></p>
            </form>
            <form action="/pks/add" method="post">
            <p><label>An armored key to add:<br>
            <textarea name="keytext" rows="12" cols="66" required></textarea></label><br>
            <button>Add</button></p>
            </form>
            <p>Programs find the interfaces HKP (<code>/pks/lookup</code>, <code>/pks/add</code>),
            HKP v2 (<code>/pks/v2/</code>) and VKS (<code>/vks/v1/</code>).</p>
            <p><a href="/pks/stats">Statistics</a></p>
            """
        return Answer(html: htmlPage(title: "OpenPGP keyserver \(facts.hostname)", body: body))
    }
}

/// `GET /robots.txt`: nothing here is for crawlers.
struct Robots: Endpoint {
    func answer(_ call: Call) -> Answer {
        Answer(text: "User-agent: *\nDisallow: /pks/\nDisallow: /vks/\n")
    }
}
