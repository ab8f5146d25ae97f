package io.microexp.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AssignmentTest {
    private static final double ROUNDING = 1e-9;

    @Test
    @DisplayName("The total cost is that of the best of all assignments, for every shape up to 6x6")
    void best() {
        Random random = new Random(20);
        int compared = 0;
        for (int rows = 0; rows <= 6; rows++) {
            for (int columns = 1; columns <= 6; columns++) {
                double[][] cost = new double[rows][columns];
                for (double[] row : cost) {
                    // few distinct values, so that ties occur
                    Arrays.setAll(row, i -> random.nextInt(5) - 1.5);
                }
                int[] solved = Assignment.solve(cost);
                assertThat(total(cost, solved)).isEqualTo(bruteForce(cost, 0, new boolean[columns]), within(ROUNDING));
                compared++;
            }
        }
        assertThat(compared).isEqualTo(42);
    }

    @Test
    @DisplayName("No column is given twice, and as many rows are served as there are columns")
    void distinct() {
        Random random = new Random(21);
        double[][] cost = new double[70][50];
        for (double[] row : cost) {
            Arrays.setAll(row, i -> random.nextDouble());
        }
        int[] solved = Assignment.solve(cost);
        assertThat(Arrays.stream(solved).filter(column -> column >= 0).sorted().toArray())
                .isEqualTo(IntStream.range(0, 50).toArray());
    }

    @Test
    @DisplayName("Without columns every row stays alone")
    void empty() {
        assertThat(Assignment.solve(new double[3][0])).containsExactly(-1, -1, -1);
        assertThat(Assignment.solve(new double[0][0])).isEmpty();
    }

    private static double total(double[][] cost, int[] columns) {
        double total = 0;
        for (int row = 0; row < columns.length; row++) {
            total += columns[row] < 0 ? 0 : cost[row][columns[row]];
        }
        return total;
    }

    /* With more rows than columns some rows stay alone: as many as there must be. */
    private static double bruteForce(double[][] cost, int row, boolean[] taken) {
        int free = 0;
        for (boolean isTaken : taken) {
            free += isTaken ? 0 : 1;
        }
        if (row == cost.length) {
            return 0;
        }
        double best = cost.length - row > free ? bruteForce(cost, row + 1, taken) : Double.POSITIVE_INFINITY;
        for (int column = 0; column < taken.length; column++) {
            if (!taken[column]) {
                taken[column] = true;
                best = Math.min(best, cost[row][column] + bruteForce(cost, row + 1, taken));
                taken[column] = false;
            }
        }
        return best;
    }
}
