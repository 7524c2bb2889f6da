import OpenPGP

/// `GET /vks/v1/by-email/<address>`: finds the key whose owner has confirmed the address, and
/// nobody has, since this server does not send the mail to ask (``VKSAnswer``).
struct VKSAddressLookup: Endpoint {
    func answer(_ call: Call) throws -> Answer {
        guard let address = PathArgument(call.argument).decoded,
            UserID(body: Array(address.utf8)).email == address
        else { throw Refusal.address }
        throw Refusal.noConfirmedAddress
    }
}
