package io.microexp.pipeline;

import java.util.Arrays;

/**
 * The assignment of rows to columns with the least total cost, found by shortest augmenting paths in O(rows² columns).
 *
 * <p>References: H. W. Kuhn, "The Hungarian Method for the assignment problem", Naval Research Logistics 2 (1955);
 * R. Jonker and A. Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment problems",
 * Computing 38 (1987).
 */
final class Assignment {
    private Assignment() {}

    /**
     * Solves one problem.
     *
     * @param cost finite costs, {@code [row][column]}, every row of the same length
     * @return the column of each row, or -1 for a row that stays alone because there are more rows than columns
     */
    static int[] solve(double[][] cost) {
        int rows = cost.length;
        int columns = rows == 0 ? 0 : cost[0].length;
        if (rows <= columns) {
            return solveWide(cost, rows, columns);
        }
        int[] rowOfColumn = solveWide(transposed(cost, rows, columns), columns, rows);
        int[] columnOfRow = new int[rows];
        Arrays.fill(columnOfRow, -1);
        for (int column = 0; column < columns; column++) {
            columnOfRow[rowOfColumn[column]] = column;
        }
        return columnOfRow;
    }

    /* Row and column 0 are sentinels: rowOf[0] is the row that is looking for a column. */
    private static int[] solveWide(double[][] cost, int rows, int columns) {
        double[] rowPotential = new double[rows + 1];
        double[] columnPotential = new double[columns + 1];
        int[] rowOf = new int[columns + 1];
        int[] previous = new int[columns + 1];
        for (int row = 1; row <= rows; row++) {
            rowOf[0] = row;
            int last = shortestPath(cost, rowPotential, columnPotential, rowOf, previous);
            for (int column = last; column != 0; column = previous[column]) {
                rowOf[column] = rowOf[previous[column]];
            }
        }
        int[] columnOf = new int[rows];
        for (int column = 1; column <= columns; column++) {
            if (rowOf[column] != 0) {
                columnOf[rowOf[column] - 1] = column - 1;
            }
        }
        return columnOf;
    }

    /** Dijkstra's search over reduced costs; returns the free column at the end of the path. */
    private static int shortestPath(
            double[][] cost, double[] rowPotential, double[] columnPotential, int[] rowOf, int[] previous) {
        int columns = rowOf.length - 1;
        double[] distance = new double[columns + 1];
        Arrays.fill(distance, Double.POSITIVE_INFINITY);
        boolean[] visited = new boolean[columns + 1];
        int current = 0;
        while (rowOf[current] != 0) {
            visited[current] = true;
            int row = rowOf[current];
            int nearest = 0;
            for (int column = 1; column <= columns; column++) {
                if (visited[column]) {
                    continue;
                }
                double reduced = cost[row - 1][column - 1] - rowPotential[row] - columnPotential[column];
                if (reduced < distance[column]) {
                    distance[column] = reduced;
                    previous[column] = current;
                }
                if (nearest == 0 || distance[column] < distance[nearest]) {
                    nearest = column;
                }
            }
            double step = distance[nearest];
            for (int column = 0; column <= columns; column++) {
                if (visited[column]) {
                    rowPotential[rowOf[column]] += step;
                    columnPotential[column] -= step;
                } else {
                    distance[column] -= step;
                }
            }
            current = nearest;
        }
        return current;
    }

    private static double[][] transposed(double[][] cost, int rows, int columns) {
        double[][] transposed = new double[columns][rows];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                transposed[column][row] = cost[row][column];
            }
        }
        return transposed;
    }
}
