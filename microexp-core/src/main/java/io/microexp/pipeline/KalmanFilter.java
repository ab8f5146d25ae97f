package io.microexp.pipeline;

/**
 * A Kalman filter of one coordinate that moves at a nearly constant velocity: white-noise acceleration, integrated
 * exactly over any time step, so that results do not depend on the frame rate.
 *
 * <p>Reference: Y. Bar-Shalom, X. R. Li and T. Kirubarajan, "Estimation with Applications to Tracking and Navigation"
 * (2001), section 6.2.2.
 */
final class KalmanFilter {
    private double position;
    private double velocity;
    private double positionVariance;
    private double covariance;
    private double velocityVariance;

    KalmanFilter(double position, double positionVariance, double velocityVariance) {
        this.position = position;
        this.positionVariance = positionVariance;
        this.velocityVariance = velocityVariance;
    }

    double position() {
        return position;
    }

    /** Moves on by {@code seconds}; {@code acceleration} is the noise's power spectral density. */
    void predict(double seconds, double acceleration) {
        position += velocity * seconds;
        positionVariance += seconds * (2 * covariance + seconds * (velocityVariance + acceleration * seconds / 3));
        covariance += seconds * (velocityVariance + acceleration * seconds / 2);
        velocityVariance += acceleration * seconds;
    }

    /** The squared distance of a measured position in units of its expected variance. */
    double surprise(double measured, double variance) {
        double innovation = measured - position;
        return innovation * innovation / (positionVariance + variance);
    }

    /** Corrects the state by a measured position. */
    void correct(double measured, double variance) {
        double total = positionVariance + variance;
        double positionGain = positionVariance / total;
        double velocityGain = covariance / total;
        double innovation = measured - position;
        position += positionGain * innovation;
        velocity += velocityGain * innovation;
        velocityVariance -= velocityGain * covariance;
        covariance *= 1 - positionGain;
        positionVariance *= 1 - positionGain;
    }
}
