import Testing

@testable import OpenPGP

/// ECDSA key packets that GnuPG made, one for each curve, with the fingerprints that it shows.
struct CurveFixture: Sendable, CustomTestStringConvertible {
    let curve: EllipticCurve
    let bitLength: Int
    let fingerprint: String
    let body: String

    var testDescription: String { curve.rawValue }

    static let all = [
        CurveFixture(
            curve: .nistP256, bitLength: 256,
            fingerprint: "5D829A4EFEC2F9CAB6E39C2CD5445D22A4CC7110",
            body: "045e151b8013082a8648ce3d03010702030459501ce45be2f20d68fcf63f90691074ab9ea5bffa56"
                + "d745a80595a353f712873c17967eeb47ca2d6279361404c1bb20ccc5d6d1eaf71e4b65565616b9a0"
                + "ad7a"),
        CurveFixture(
            curve: .nistP384, bitLength: 384,
            fingerprint: "7B480D7962A5FEC3A5713C65B0A3929A1837395D",
            body: "045e151b8013052b81040022030304296849c10a89bb8a6cabd3028573b14e177d5d426a77a58564"
                + "e224813f072d953863a4498fd840b484e953daf1d1dd485ff2115138352759c83e3e33e4c24f0e0b"
                + "049a4714f568e5508530e7b1dea543030d224b0f38c19d44a53a612c01e0e6"),
        CurveFixture(
            curve: .nistP521, bitLength: 521,
            fingerprint: "65D8A42AA4C74A8A9B18664FE5059A65426FE16C",
            body: "045e151b8013052b8104002304230401221ccf3056d6058d7c7ead6d775e94abe8524552a9ffe908"
                + "2e436a425957ba6b1ab446056622f7ba108254c85f88f1bab08a3170037a1d870aa0e74972da26ea"
                + "1900a5b01c9e5a06ee289b23a20f19d60a4e3f8ca6d83e838a0683b228eb794f7f41e000e513fdc4"
                + "c7e2a569dd2e330a3c7c656f639497eea3d8eb86124aeefd12c0c3"),
        CurveFixture(
            curve: .secp256k1, bitLength: 256,
            fingerprint: "0E817E20B6904A779DAA718E96B748ABBD39DC9E",
            body: "045e151b8013052b8104000a020304f50e83abe0c057dcbc4eb572b6edb32b95c015f186453cfdd2"
                + "be595c2838015718e5365ad954bd31e0dc7b4d04b3cfb00e26249745e9809c1f759bb1ba229de4"),
        CurveFixture(
            curve: .brainpoolP256r1, bitLength: 256,
            fingerprint: "5EF26FF7718A848CA9546A7CF05AE54AFDA98668",
            body: "045e151b8013092b240303020801010702030456dbd8a9a749ebbf8ebd38dd40577f8b9bbca06d99"
                + "b121a6b7e87418ff7ee86944c4a281ff115e35f602d87c971ead1efb6d8cdf2f743dfd961d60416e"
                + "ee58c5"),
        CurveFixture(
            curve: .brainpoolP384r1, bitLength: 384,
            fingerprint: "46EE0028528E783FD1FFAC122607FD604D9D91A0",
            body: "045e151b8013092b240303020801010b0303044887312870817c6668ddaf12f862b0fd5d5a766507"
                + "07ff463e6d8f0e0e1632eaa8527339ac105218a3ba35f5955fa6d517509a7e13e927166332d813e0"
                + "9493ffeb6e0815b03ca58433f4bf9e610723f4a16836b2006b1543ef718feae83be678"),
        CurveFixture(
            curve: .brainpoolP512r1, bitLength: 512,
            fingerprint: "060334C7532CC2FF15A8A6829614E69D7522C4BB",
            body: "045e151b8013092b240303020801010d0403043d641a0dede7a5c9e43288d1719e23577a0d1a206d"
                + "4573073e92ec2a64ba4c007128b1e9ee92fa5035674efa56f20a741dc05fc6918c28c4a3c910d026"
                + "ba00f04e052f4ba13d40a0dce4432643365fc4673a957ca533db7d01f44f283675704f76df3e49a3"
                + "0f13d0ef930d88e27198b880833c4b5102bebe61c828ba488c5820"),
    ]
}
