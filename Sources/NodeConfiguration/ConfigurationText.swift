import TransportSecurity

/// Writes a `node.yaml` with every section and comments, as `claviger init` does.
package enum ConfigurationText {
    /// The text of a configuration. `data` and `socket` are written as they are given here, so
    /// that relative ones stay relative to the file.
    package static func write(
        _ configuration: NodeConfiguration, data: String, socket: String
    ) -> String {
        let proxies = configuration.http.trustedProxies.map(quoted)
        let metrics = configuration.http.metrics.map(quoted)
        return """
            # A Claviger node. `claviger config check FILE` checks this file.

            node:
              name: \(quoted(configuration.name))
              # Relative paths are relative to this file.
              data: \(quoted(data))
              # Where commands reach the running node.
              socket: \(quoted(socket))
              # Connections from outside that are silent for so long are closed.
              idle_timeout: \(DurationText.write(configuration.idleTimeout))

            # HKP: what gpg, sq and browsers use.
            http:
              # Addresses, or with TLS instead of one:
              #   address: "[::]:443"
              #   tls:
              #     certificate: server.pem     # with the chain behind it; SIGHUP reads it again
              #     key: server.key
              #     client_ca: null             # who has to have signed clients' certificates
              listen:\(listen(configuration.http.listen))
              # Addresses and ranges (10.0.0.0/8) of proxies that are believed who their client is,
              # by X-Forwarded-For or the PROXY protocol. Only proxies that you run: whoever stands
              # here can speak for anybody.
              trusted_proxies: [\(proxies.joined(separator: ", "))]
              # Addresses and ranges from which /metrics may be read. A proxy on this host that is
              # not in trusted_proxies lets everybody read it.
              metrics: [\(metrics.joined(separator: ", "))]
              # 0: this process serves HTTP. A number: so many processes that the node starts, over
              # its socket. apart: processes that you start with `claviger gateway http`.
              workers: \(configuration.http.workers)

            \(api(configuration.api))
            \(recon(configuration.recon))
            \(dns(configuration.dns))
            # What of a key is given out. What peers keep is stored, whatever stands here.
            keys:
              # Signatures that other keys made on a key: none, approved (those that the key's owner
              # has approved) or all (those that may be genuine; anybody can add to any key).
              third_party: \(configuration.keys.thirdParty.rawValue)

            # Who may use the socket beside the node's own user and root, who are operators. For each of
            # \(SocketRole.allCases.map(\.rawValue).joined(separator: ", ")) a list of users ("www-data",
            # "uid 1001") and groups ("@keys", "gid 1001"). With any of these, node.socket needs a
            # folder that they can enter. At api.listen nobody has a role but whose certificate is
            # named: by an alternative name of it ("dns gateway.example.org",
            # "uri spiffe://example.org/gateway") or its digest ("sha256 AB:CD:...").
            # SIGHUP reads this again.
            roles:\(configuration.roles.isEmpty ? " {}" : "")
            \(roles(configuration.roles))
            \(log(configuration.log))
            # Bounds on what others can make the node do.
            limits:
            \(limits(configuration.limits))

            """
    }

    private static func listen(_ listeners: [HTTPListener]) -> String {
        guard listeners.contains(where: { $0.tls != nil }) else {
            return " [\(listeners.map { quoted($0.address.description) }.joined(separator: ", "))]"
        }
        return listeners.map { listener in
            let address = quoted(listener.address.description)
            guard let tls = listener.tls else { return "\n    - \(address)" }
            return """

                    - address: \(address)
                      tls:
                        certificate: \(quoted(tls.certificate))
                        key: \(quoted(tls.key))
                        client_ca: \(tls.clientCA.map(quoted) ?? "null")
                """
        }.joined()
    }

    private static func api(_ api: APIConfiguration) -> String {
        guard !api.listen.isEmpty else {
            return """
                # What the socket offers, on TLS for gateways and commands on other hosts. With
                #   listen:
                #     - address: "192.0.2.1:11372"
                #       tls: {certificate: api.pem, key: api.key, client_ca: gateways.pem}
                # it answers those whose certificate client_ca has signed and `roles` names.
                api: null

                """
        }
        let listeners = api.listen.map { listener in
            """
              - address: \(quoted(listener.address.description))
                tls:
                  certificate: \(quoted(listener.tls.certificate))
                  key: \(quoted(listener.tls.key))
                  client_ca: \(listener.tls.clientCA.map(quoted) ?? "null")

            """
        }
        return """
            # What the socket offers, on TLS for those whose certificate client_ca has signed and `roles`
            # names.
            api:
              listen:
            \(listeners.joined())
            """
    }

    private static func dns(_ dns: DNSConfiguration?) -> String {
        guard let dns else {
            return """
                # Keys by DNS (OPENPGPKEY, RFC 7929), served by `claviger gateway dns`. With
                #   listen: ["127.0.0.1:5353"]
                #   zones: [example.org]
                # it answers, by UDP and TCP, for _openpgpkey.example.org, which that domain's own
                # servers have to delegate to it. Whoever may add a key to this node can so be found
                # under any address of the domain.
                dns: null

                """
        }
        let listen = dns.listen.map { quoted($0.description) }
        return """
            # Keys by DNS (OPENPGPKEY, RFC 7929), served by `claviger gateway dns`.
            dns:
              listen: [\(listen.joined(separator: ", "))]
              # Mail domains. Whoever may add a key to this node can be found under any address of
              # theirs.
              zones: [\(dns.zones.map(quoted).joined(separator: ", "))]

            """
    }

    private static func recon(_ recon: ReconConfiguration?) -> String {
        guard let recon else {
            return """
                # Gossip with other keyservers: without this section there is none.
                recon: null

                """
        }
        return """
            # Gossip with other keyservers.
            recon:
              listen: \(quoted(recon.listen.description))
              # The address to dial from, which SKS checks; null: that of listen, unless a wildcard.
              source: \(recon.source.map(quoted) ?? "null")
              # How often each peer is asked when nothing has changed here.
              interval: \(DurationText.write(recon.interval))
              # Only these addresses may reconcile with this node. For each:
              #   name: b
              #   recon: "127.0.0.2:11370"
              #   http: http://127.0.0.2:11371
              #   protocol: sks                 # recon as SKS and Hockeypuck speak it
              #   profile: sks
              #   filters: [yminsky.dedup]      # or [yminsky.dedup, yminsky.merge], as SKS
              #                                 # after its cleandb
              peers:\(recon.peers.isEmpty ? " []" : "")
            \(recon.peers.map(peer).joined())
            """
    }

    private static func log(_ log: LogConfiguration) -> String {
        let levels = log.levels.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { "\($0.key.rawValue): \($0.value.rawValue)" }
        let subsystems = LogSubsystem.allCases.map(\.rawValue).joined(separator: ", ")
        return """
            # What is told on standard error, one line an event.
            log:
              # trace, debug, info, notice, warning, error or critical.
              level: \(log.level.rawValue)
              # Other levels of single parts (\(subsystems)), such as {gossip: debug}.
              levels: {\(levels.joined(separator: ", "))}
              # text, json, or auto: text on a terminal, JSON anywhere else.
              format: \(log.format.rawValue)

            """
    }

    private static func peer(_ peer: PeerConfiguration) -> String {
        """
            - name: \(quoted(peer.name))
              recon: \(quoted(peer.recon.description))
              http: \(quoted(peer.http.description))
              protocol: \(peer.protocol.rawValue)
              profile: \(peer.profile.rawValue)
              filters: [\(peer.filters.map(\.rawValue).joined(separator: ", "))]

        """
    }

    private static func roles(_ roles: RolesConfiguration) -> String {
        SocketRole.allCases.compactMap { role in
            roles.grants[role].map { users in
                "  \(role.rawValue): [\(users.map { quoted($0.description) }.joined(separator: ", "))]\n"
            }
        }.joined()
    }

    private static func limits(_ limits: Limits) -> String {
        Limits.bounds.map { bound in
            "\(comment(bound.reason))\n  \(bound.key): \(limits[keyPath: bound.field])"
        }.joined(separator: "\n")
    }

    /// A comment in lines of at most 100 characters.
    private static func comment(_ text: String) -> String {
        var lines = ["  #"]
        for word in text.split(separator: " ") {
            if lines[lines.count - 1].count + 1 + word.count > 100 { lines.append("  #") }
            lines[lines.count - 1] += " \(word)"
        }
        return lines.joined(separator: "\n")
    }

    /// A YAML double-quoted scalar (YAML 1.2 §7.3.1).
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                quoted += "\\x" + String(repeating: "0", count: 2 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
