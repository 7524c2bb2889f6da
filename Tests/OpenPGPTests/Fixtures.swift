import Testing

@testable import OpenPGP

/// Keys made by GnuPG 2.2.40 for these tests, and examples of RFC 9580.
enum Fixtures {
    /// Ed25519 with a Curve25519 subkey, two user IDs, one of them revoked, both certified by Bob.
    static let alice = """
        -----BEGIN PGP PUBLIC KEY BLOCK-----

        mDMEXgvhABYJKwYBBAHaRw8BAQdA+pYUwW7xpjSQZ2PWJt1bmisb+d6OaNPEv8iv
        jAxeLrW0IUFsaWNlIFJldGlyZWQgPGFsaWNlQG9sZC5leGFtcGxlPoh4BDAWCAAg
        FiEEJT9t4EzRHabdJshG7aw+xDa2ftIFAl4SeIACHSAACgkQ7aw+xDa2ftL4/gD9
        EOEnhPh+A4bza2s3BmgH2HxeAjyNhcqml8KKsD9t+9cA/1XJx1gZnQ2JfCoKeS8m
        72rNikTXJ8WQB3LnMekYKD0NiI8EExYIADgWIQQlP23gTNEdpt0myEbtrD7ENrZ+
        0gUCXg6EAAIbAwULCQgHAgYVCgkICwIEFgIDAQIeAQIXgAAKCRDtrD7ENrZ+0o3d
        APi+qnaoY4AQXZIgZ/qbj8OneT9A3dnpYxWkzfUm005LAP0aAb1iYT1IuoJHT9QZ
        S8k6xxMEbLRfiUf8QB6n7Wn3BoizBBABCgAdFiEEpAgul205hXzaem39tPLeDgCy
        Y84FAl4RJwAACgkQtPLeDgCyY87HdAQAl8DPVPdIfKZiQSQ+mp2Lhh1oyRnnkbQy
        RP6aHHo1583uMh1nH5BsM1x6URE6ekSh+SPfDq9UBEteBog2JKnWXUz1r4+WwQLJ
        ZB0CYtYN4pX0Q006SplOP3Sjn4y7+YHiANbJAGAzsBEBQ0319pL5uAVEea1tAEor
        G5wj5gCafl20IUFsaWNlIEV4YW1wbGUgPGFsaWNlQGV4YW1wbGUub3JnPoiTBBMW
        CAA7AhsDBQsJCAcCBhUKCQgLAgQWAgMBAh4BAheAFiEEJT9t4EzRHabdJshG7aw+
        xDa2ftIFAl4SeIACGQEACgkQ7aw+xDa2ftJKCwD/bOJC7L9n/dhZr/uG6D1qoFu8
        AmAUP8DSgAjYv2gJ66YA/R38BRTkTa+UCghpYPok7psCny8p46JpkfxzJpgCDkYE
        iLMEEAEKAB0WIQSkCC6XbTmFfNp6bf208t4OALJjzgUCXhEnAAAKCRC08t4OALJj
        zjOwBADW63hDgINwLdR1kJ5k6ixkH0bwmE5q0reTUOENTVUjw3/raxkQDgsr5OAy
        i+1pnulejpjt0krIswmccfovUhql7TpGdIwcyeJ483zTqg5SesjyHdQsh4UJXFE3
        EWp+zglNU3Jd3W8A/Z9Koa7WQSo+jiEJymGqOrBqttf4Q3ONs7g4BF4NMoASCisG
        AQQBl1UBBQEBB0DcDXyCIEZRMHv3PEfC7F43V0ydJLWImYxDahO6y/jZKwMBCAeI
        fgQYFggAJhYhBCU/beBM0R2m3SbIRu2sPsQ2tn7SBQJeDTKAAhsMBQkDwmcAAAoJ
        EO2sPsQ2tn7SP2gA/3DQ+jnMnO8xo9IBozK8PruLsVBRWH9xbahIoMhnChoRAP9y
        0pqkUFvi63ORK0VwoVPoMs95qdSqIMsKXfZLoab5Cg==
        =iA7E
        -----END PGP PUBLIC KEY BLOCK-----

        """

    /// RSA of 1024 bits that expires, with one user ID.
    static let bob = """
        -----BEGIN PGP PUBLIC KEY BLOCK-----

        mI0EXg/VgAEEANteor++fqjzlaQEHw48r1Am40j+8B5fkQzU0c1Zg0K5ps4ZZzCt
        FdcqBShRl1cSxizsXguX0pp6czAK0HeWmywBWVMJ8zFgk8pVwtPWNgDeWJJM2mcy
        fl6uzsO9VA4QSywMLJkOhaGNIL4k8PD1rNDLrEfM9EWNFZrdpz1maZGBABEBAAG0
        HUJvYiBFeGFtcGxlIDxib2JAZXhhbXBsZS5vcmc+iNQEEwEKAD4WIQSkCC6XbTmF
        fNp6bf208t4OALJjzgUCXg/VgAIbAwUJBaOagAULCQgHAgYVCgkICwIEFgIDAQIe
        AQIXgAAKCRC08t4OALJjzptfBADOdHT0t+6BIS7WiG0VE6eCpaKRaVh5HLec/FVx
        xhJKMGk9SujiLDBEOFFXU8nZXUHv/2gH9e5hD25y0Xjbl93ChhJ7XnSqdGZPOZoB
        mVvk2RHqcJQxxm/78qRg/W5py3rXQSqwPuJ60T/zKxhaHPRDgtNeCPiMfSWnSctQ
        box52g==
        =vt0N
        -----END PGP PUBLIC KEY BLOCK-----

        """

    /// DSA with an ElGamal subkey.
    static let carol = """
        -----BEGIN PGP PUBLIC KEY BLOCK-----

        mQGiBF4TygARBACpxEkehpw+MjC5IPhZ5VGdR6M2vxqnf65RKdmD9ifTFgfnxiaK
        WjgMURqe+0OVhsGtzBGPRafIkQaac6Tv/6WQXrQxdhmlpVQS5Q97zC1ShxpzYzUv
        7+7dNcyw+h/3/nRFvg5zoj5zDNxom8jx6UAO/Y4j1UCbRmKP2YDojbb61wCgq2z2
        x/eB4NDIaHjp7nk5P/ynQAMD/3tKC41wjW6nWF7MBTuQS7rpctXndzcLEwFhsbpg
        ntpnN53p5YmjIlTPYVj5vObBpbW6iepdP/Z7LIufAMpCsoIbZIbjSdZf+iG8pbYA
        LLxdH0X0qMqNIfYiCdDVQpUUXKZi4ilPvzeQSBq3+gvgSIwT6quOuzt7/PWE80sd
        nF4fA/9SKKUMCdo1cJ0Ux0hVopCp3uFl+2PJ2onGUgLLVyUpfofMHkzxvI5M/RoW
        jyciCHI9r3s5XgfrMZF/ojHWiS0uEw1n+nYxwQ17sryZ8WGcEBl/bns92rFYSGBq
        UO8qFwamf2U1rMF9El1PFsM+VhV1X9BkfZK9f7ooA0b4bYs/U7QZQ2Fyb2wgPGNh
        cm9sQGV4YW1wbGUub3JnPoh4BBMRAgA4FiEE5+9d5GrscHC5qyTxz6QUz02RT6IF
        Al4TygACGyMFCwkIBwIGFQoJCAsCBBYCAwECHgECF4AACgkQz6QUz02RT6LahwCf
        YZmwr1SDbvuuYlOqeiwgdFvYRlwAn3DddeKvm3yTxIDIL1Xn7rV6i1IsuQENBF4T
        ygAQBAD/pQSrTPiWiSrjy3aA1I9ZIj3LD+EmQGT1Dga936LCglDtqnJDtB1T4Id3
        aQLDaBMNYLoZjgO814qPmQuYtG0hz64ADnh57QIsehxAfTtbdOcpku4cWgl1vPFN
        kiGT+U4TCdWpFhqHEF4qHa40dWSQBqd/3Q8JhGchbHW1rbLGqwADBgQAmz6sXiov
        Ez29luO3ULtIVcZ54R1aaynHzg8PfxuzUEEUR99QLaRlkTiDUk0y5Nl1b63OxCym
        V0awcV1jlk94fIv6Xg/5Ijv1lyZwe8/LMbnNg2N2TO/8qdNXVXuYVfBoN7qdjY1V
        sISjJuaMfz7T6SygXK51yPclsJZjdj3bWVmIYAQYEQIAIBYhBOfvXeRq7HBwuask
        8c+kFM9NkU+iBQJeE8oAAhsMAAoJEM+kFM9NkU+i2ewAniq8sApzmS1tNsMRoT53
        hr4KVKjoAJ9hdCYXeG56RlyG17QSLXSNDWcfzg==
        =JNFG
        -----END PGP PUBLIC KEY BLOCK-----

        """

    /// The revocation of Bob's key, alone, with the reason "superseded"'s number 1 and the text
    /// "lost".
    static let bobRevocation = """
        -----BEGIN PGP PUBLIC KEY BLOCK-----
        Comment: This is a revocation certificate

        iLoEIAEKACQWIQSkCC6XbTmFfNp6bf208t4OALJjzgUCXhZtAAYdAmxvc3QACgkQ
        tPLeDgCyY86+rwP/QM4YONW6tjel06Z/VN00b4HhlcNmdA7mnb/885Xp8eOUbz1R
        6mW27oySJFuqOpQyiKjrc+yOyGaYJdOF+qn1bOOPa82ot2Oirp5JI3pToLUcKzir
        TpKDdQ9iPLtOvT10whO8Qb6pEQVaQPBpl6meTyl/ROzWrspocrXMHf4mhQo=
        =tnne
        -----END PGP PUBLIC KEY BLOCK-----

        """

    /// RFC 9580 appendix A.3: version 6, Ed25519 with an X25519 subkey.
    static let version6 = """
        -----BEGIN PGP PUBLIC KEY BLOCK-----

        xioGY4d/4xsAAAAg+U2nu0jWCmHlZ3BqZYfQMxmZu52JGggkLq2EVD34laPCsQYf
        GwoAAABCBYJjh3/jAwsJBwUVCg4IDAIWAAKbAwIeCSIhBssYbE8GCaaX5NUt+mxy
        KwwfHifBilZwj2Ul7Ce62azJBScJAgcCAAAAAK0oIBA+LX0ifsDm185Ecds2v8lw
        gyU2kCcUmKfvBXbAf6rhRYWzuQOwEn7E/aLwIwRaLsdry0+VcallHhSu4RN6HWaE
        QsiPlR4zxP/TP7mhfVEe7XWPxtnMUMtf15OyA51YBM4qBmOHf+MZAAAAIIaTJINn
        +eUBXbki+PSAld2nhJh/LVmFsS+60WyvXkQ1wpsGGBsKAAAALAWCY4d/4wKbDCIh
        BssYbE8GCaaX5NUt+mxyKwwfHifBilZwj2Ul7Ce62azJAAAAAAQBIKbpGG2dWTX8
        j+VjFM21J0hqWlEg+bdiojWnKfA5AQpWUWtnNwDEM0g12vYxoWM8Y81W+bHBw805
        I8kWVkXU6vFOi+HWvv/ira7ofJu16NnoUkhclkUrk0mXubZvyl4GBg==
        -----END PGP PUBLIC KEY BLOCK-----

        """

    /// RFC 9580 appendix A.1: a version 4 key packet of EdDSALegacy.
    static let rfcVersion4 = octets(
        "9833 0453f35f0b16 09 2b06010401da470f01 0107 40"
            + "3f098994bdd916ed4053197934e4a87c80733a1280d62f8010992e43ee3b2406")

    /// The octets of one armored block.
    static func octets(armored text: String) throws -> [UInt8] {
        let blocks = try Armor.decode(Array(text.utf8))
        return try #require(blocks.first).bytes
    }

    /// The one key in one armored block.
    static func key(_ text: String) throws -> TransferablePublicKey {
        try TransferablePublicKey.decode(try octets(armored: text))
    }

    /// Octets from hexadecimal digits, spaces passed over.
    static func octets(_ hex: String) -> [UInt8] {
        let digits = hex.utf8.compactMap(hexadecimalValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map {
            digits[$0] << 4 | digits[$0 + 1]
        }
    }
}
