/// Linear equations over a prime field, solved by Gauss–Jordan elimination.
struct LinearSystem<Modulus: PrimeModulus> {
    typealias Value = FieldElement<Modulus>

    private let unknownCount: Int
    /// Each row has a coefficient for each unknown and then the right-hand side.
    private var rows: [[Value]] = []

    init(unknownCount: Int) {
        self.unknownCount = unknownCount
    }

    /// Adds the equation Σ coefficients[i] · x[i] = constant.
    mutating func addEquation(_ coefficients: [Value], equals constant: Value) {
        precondition(coefficients.count == unknownCount, "an equation names every unknown")
        rows.append(coefficients + [constant])
    }

    /// A solution, in which unknowns that the equations leave free are zero; nil if there is none.
    consuming func solution() -> [Value]? {
        var pivotColumns: [Int] = []
        for column in 0..<unknownCount {
            let row = pivotColumns.count
            guard let pivot = rows[row...].firstIndex(where: { !$0[column].isZero }),
                let inverse = rows[pivot][column].inverse
            else { continue }
            rows.swapAt(row, pivot)
            let pivotRow = rows[row].map { $0 * inverse }
            rows[row] = pivotRow
            for other in rows.indices where other != row {
                let factor = rows[other][column]
                guard !factor.isZero else { continue }
                for index in column...unknownCount {
                    rows[other][index] -= factor * pivotRow[index]
                }
            }
            pivotColumns.append(column)
            if pivotColumns.count == rows.count { break }
        }
        // An equation 0 = c is left over if the system contradicts itself.
        guard rows[pivotColumns.count...].allSatisfy({ $0[unknownCount].isZero }) else {
            return nil
        }
        var solution = [Value](repeating: .zero, count: unknownCount)
        for (row, column) in pivotColumns.enumerated() {
            solution[column] = rows[row][unknownCount]
        }
        return solution
    }
}
