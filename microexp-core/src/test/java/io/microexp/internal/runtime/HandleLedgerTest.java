package io.microexp.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.ClassifierOptions;
import io.microexp.spi.InferenceSession;
import io.microexp.testing.HandleLedger;
import io.microexp.testing.TestModels;
import org.junit.jupiter.api.Test;

class HandleLedgerTest {
    private final HandleLedger ledger = new HandleLedger();
    private final InferenceSession session = ledger.watch(new FakeBackend("fake", 1))
            .open(TestModels.sevenClasses().build(), ClassifierOptions.builder().build());

    @Test
    void isContentOnceSessionAndRequestsAreClosed() {
        InferenceSession.Request request = session.newRequest(1);
        assertThat(ledger.open()).isEqualTo(2);
        request.close();
        session.close();
        assertThatCode(ledger::assertAllClosed).doesNotThrowAnyException();
    }

    @Test
    void showsWhoOpenedWhatIsLeft() {
        session.newRequest(1).close();
        assertThatThrownBy(ledger::assertAllClosed)
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("1 handles left open")
                .satisfies(leak -> assertThat(leak.getSuppressed()[0].getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals(HandleLedgerTest.class.getName())));
    }

    @Test
    void refusesToRunAClosedRequest() {
        InferenceSession.Request request = session.newRequest(1);
        request.run();
        assertThat(ledger.mostRunning()).isEqualTo(1);
        request.close();
        assertThatThrownBy(request::run).isInstanceOf(AssertionError.class).hasMessage("A closed request is run");
    }
}
