package io.txgroup.samples.ledger;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/entries")
class LedgerController {
    private final LedgerService ledger;

    LedgerController(LedgerService ledger) {
        this.ledger = ledger;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void record(@RequestBody Entry entry) {
        ledger.record(entry);
    }

    @PostMapping("/uncoordinated")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void recordUncoordinated(@RequestBody Entry entry) {
        ledger.recordUncoordinated(entry);
    }
}
