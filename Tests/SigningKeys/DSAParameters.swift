/// Domain parameters of DSA (FIPS 186-4 §4.3), made once because finding them takes seconds.
struct DSAParameters: Sendable {
    let p: Natural
    let q: Natural
    let g: Natural

    private init(p: String, q: String, g: String) {
        (self.p, self.q, self.g) = (Natural(hex: p), Natural(hex: q), Natural(hex: g))
    }

    /// 1024 and 160 bits, as the old keys have.
    static let dsa1024 = DSAParameters(
        p: """
            f18eaa5f3b93894dd93d623758aa051589a6ce06403d927730c96a3cf632a04e7a923f5278639069
            16584fdf9775418d49c266c244e9b7367a54c7497adabe0011e6831fa211b86f3c6153ef40823f25
            1b23ceea457e039812d536c0dc25079e51fa670cb9ac798609ac19d06b3933231735b12f4ba51e1f
            bd78d6922e3d421d
            """,
        q: """
            cc1091f9fc03213e38868c16f758b9d3a2811aa7
            """,
        g: """
            99731f1a0c237f16d12656f5b318cf388fd6d927050553edc48384c72ed9265a5c339357e0a2f532
            823168537a15f45ea26e0cb482089c4ddb5554e44d20031d4b4b0ee58d64d0c79bd5dc778043b472
            b0a3da762a5c33f7bfca6a0ce78f04e598e42bbb226f95e634216f418d08a780b13bc491fe5754b0
            1367a8fce4854d90
            """)

    /// 2048 and 256 bits.
    static let dsa2048 = DSAParameters(
        p: """
            ae35afd6c140c4ec18a058bbb27d0700bfd34f4e3e0d735e10a2c4ae45ca9f2d60cc8fed891351d7
            db6288deb4ee1952088f8a0d0afde4c97dcda8d7ae464695872f704e85a9966a11465c6eae842112
            458b4f0581a12589275fab33823c831d6312648eb6e3a21797bdc68bb5f2ef61747bc088dd2ee55a
            c53f490a67c648205be60c517fec674d526a743d405a62dd18e0323971f34c9b8b51ccd17bf905fb
            c80a48a2993edfa4d76b78cb9b5f439fe324a24c47225c3de748cdebd62c80936d91f1cdc1ec0f3f
            4db401d0ae76314b74b3c997b21d98e211d439d6f13179068011110ee233b5065edf1e3271f7f22f
            45e1f7f3cdc350538046219a1fd4886f
            """,
        q: """
            ce8183c5af83db0a14beb04dc15603cef2a2b6a7fba34da05e686c1876d7602d
            """,
        g: """
            d8fdc3c0ef1e0104de2e637c01f5522dce164ad066378cdc082092e701b5ed0b2b58bf820c2bf3f5
            860eeafff42ed1a66e0991398be2514bc1904e4ca412bb8332310dbb81431ddf0f86b916b358cec9
            7710787187deda749df17d690d67ba485ebeb4a4a661fdc3d0793be387d4e2d66ae97b5e983523f0
            04fe93504c5cf7ffb1ea205ba6b09bc07680ea39c96da76e0ee4ace87db0384e18921e41ace6200b
            3479a4d96754a6ceccdc18593ed4f037942c8776b49c71fa74715953cea6debfb021eeec36b01ec4
            1720987d7f14a865dcc11580cefea82af618a77f13a75d5dd151d2a4a0e0c9c7e3ea1ebc90d5450f
            eaa5e08a61ae9ad1113902ece0b4ec6
            """)

    /// 3072 and 384 bits: a subgroup larger than FIPS 186 and libcrypto know.
    static let dsa3072 = DSAParameters(
        p: """
            d8fb8df819cc73b93bf8d7590a9c022e5b6fc6c5c6b67b06a7fe4101a50542b86e30ca76ca5d1d27
            df92f97c44308e5568c24e3786ea9c53f037bd3bbd3ab82818f318b423507c1cbbdbb8339a63cbc2
            0bc31459d938a3c89c7368f0b85a7bafd92ea10bb6d08001f65f8988af8f0c69a2d44dfb7699c5f6
            543ef3033ffdb6da7381468e66fd6b60283db3e70044d355aab1825bc5d519a0f26e71953abfc295
            18cebd234ddba3fc120009d8ff79820757835503a7521f158212aa151d2229f587a2c740e0c82f47
            a71d0b2aabf945479e1588dc32db6b0763f74a2edd2cc9be247dfe907d33e979f6a8ba01fae52589
            0914243f31f26c3e419caba42c0136668c7902fe392370f9f994e3ed56493e6718723933642ee59e
            633fc2698c548821aee4e80260477723e5a8fdf4ba9edc9cfec76ccff7ad382cf02193a71924fdf4
            b083f239a8a6e3829747cbad687a83eeab1f775748529469c4c3fb6a2977bdef971e2d6bd8e66be3
            a12798d8868afe9f35aa837645717163302a9e50a33a3e33
            """,
        q: """
            83f7403d26222bb2139e712018051963b009e363215e3ad62f8deb141a29ca49ccb19ac9c607ceea
            e5b598a43fd5d63f
            """,
        g: """
            3eb5e5ffdd127261162618044d3bd45a6ff08ac868d2050b8f3ca762cca5d4e10ac01cb583be4fe1
            2d40f2d0d7c8f17df44306b62e8c80af8b57ed02d32558eb7b0958bc28c3a7ae1508168adc1558e5
            da2113c33d6a617e7aed82f9c0235bec8671faed32f7f39645bd56a8284a34f7479e64440133654a
            cfb0bbc3bc88be1ae3c7d691fa1a28ad50efb7b4a2c121b5a0b887aed9367a7d1dd75c0a054722e6
            39d74e0fc0a5c9e9494df73bbf2ec52d491afd05908db511f180040b0ca3ab7b6afe942aa55e46ad
            14e3741738a3143e70c91457d139b69e2c67f4ce8dc37bd0449c2815178cb69d1bc998c2a30f361f
            503d2a25d48fe6d7506106c05867774fca51020d84620e3b282dc8ef06b4961fb29a39173dd00699
            c6fcc0e55e49cd3cf39e06ba3297f5870f2112e2d6b4a8d0d72d45857dd56c215054811fe2528b92
            d9f949eddb89f108483f8db8adf92bcdea6a027b760817c938c996b0acc7ff6e307f0d14dc38d509
            b56a61f3dc8490d36e42f4101f5ab550eda129ca7adde823
            """)
}
