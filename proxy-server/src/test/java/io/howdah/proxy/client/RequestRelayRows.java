package io.howdah.proxy.client;

/** The rows of {@link RequestRelayTest}, in the words of {@link RequestConversation}. */
final class RequestRelayRows {

    /** Query and FunctionCall. */
    static final String QUERIES = """
            # A Query goes on as it came
            client   Query "SELECT 1"
            server   Query "SELECT 1"
            walk     DONE, owes 1
            answered
            told     CommandComplete "SELECT 1" | ReadyForQuery I

            # Query after Query goes on in one buffer
            client   Query "SELECT 1" | Query "SELECT 2" | Query "SELECT 3"
            server   Query "SELECT 1" | Query "SELECT 2" | Query "SELECT 3"
            walk     DONE, owes 3
            answered
            told     CommandComplete "SELECT 1" | ReadyForQuery I | CommandComplete "SELECT 1" | ReadyForQuery I
                     | CommandComplete "SELECT 1" | ReadyForQuery I

            # An empty Query goes on
            client   Query ""
            server   Query ""
            walk     DONE, owes 1
            answer   EmptyQueryResponse | ReadyForQuery I
            told     EmptyQueryResponse | ReadyForQuery I

            # A Query whose text does not end goes on, for PostgreSQL to refuse it
            client   bytes 5100000007524553 | Sync
            server   Query x'524553' | Sync
            walk     DONE, owes 2

            # A Query without a text goes on, for PostgreSQL to refuse it
            client   bytes 5100000004 | Sync
            server   Query x'' | Sync
            walk     DONE, owes 2

            # FunctionCall goes on
            client   FunctionCall 1234 | Query "SELECT 1"
            server   FunctionCall 1234 | Query "SELECT 1"
            walk     DONE, owes 2
            answered
            told     FunctionCallResponse "x" | ReadyForQuery I | CommandComplete "SELECT 1" | ReadyForQuery I

            # With disable_pqexec a Query is refused, and what came before it leaves
            refuses  Query
            client   Parse "SELECT 1" | Bind | Execute | Sync | Query "SELECT 1" | Sync
            server   Parse "SELECT 1" | Bind | Execute | Sync
            walk     refused: PQexec disallowed, owes 4

            # With disable_pqexec a FunctionCall goes on
            refuses  Query
            client   FunctionCall 1234
            server   FunctionCall 1234
            walk     DONE, owes 1
            answered
            told     FunctionCallResponse "x" | ReadyForQuery I
            """;

    /** Statements that set parameters back, of clients with start-up values and of servers with a connect_query. */
    static final String SETTING_BACK = """
            # A SET goes on as it came
            startup  application_name=app
            client   Query "SET application_name TO 'other'"
            server   Query "SET application_name TO 'other'"
            walk     DONE, owes 1
            answered
            told     CommandComplete "SET" | ReadyForQuery I

            # A RESET goes back to the start-up value, and the client hears one answer
            startup  application_name=app
            client   Query "RESET application_name"
            server   Query "RESET application_name;SET "application_name" TO 'app'"
            walk     DONE, owes 1
            answer   CommandComplete "RESET" | CommandComplete "SET" | ReadyForQuery I
            told     CommandComplete "RESET" | ReadyForQuery I

            # A RESET of a parameter without a start-up value goes on as it came
            startup  application_name=app
            client   Query "RESET DateStyle"
            server   Query "RESET DateStyle"
            walk     DONE, owes 1
            answered
            told     CommandComplete "RESET" | ReadyForQuery I

            # Each statement that sets back gets a SET behind it, and others keep their answers
            startup  application_name=app
            client   Query "SELECT 1; RESET application_name; SELECT 2; SET application_name TO DEFAULT; SELECT 3"
            server   Query "SELECT 1; RESET application_name;SET "application_name" TO 'app'; SELECT 2; SET application_name TO
                     DEFAULT;SET "application_name" TO 'app'; SELECT 3"
            walk     DONE, owes 1
            answered
            told     CommandComplete "SELECT 1" | CommandComplete "RESET" | CommandComplete "SELECT 1" | CommandComplete "SET"
                     | CommandComplete "SELECT 1" | ReadyForQuery I

            # The SET stands in front of a comment
            startup  application_name=app
            client   Query "RESET application_name -- back"
            server   Query "RESET application_name;SET "application_name" TO 'app' -- back"
            walk     DONE, owes 1
            answered
            told     CommandComplete "RESET" | ReadyForQuery I

            # SET LOCAL TO DEFAULT is set back for its transaction
            startup  application_name=app
            client   Query "BEGIN; SET LOCAL application_name TO DEFAULT; COMMIT"
            server   Query "BEGIN; SET LOCAL application_name TO DEFAULT;SET LOCAL "application_name" TO 'app'; COMMIT"
            walk     DONE, owes 1
            answered
            told     CommandComplete "BEGIN" | CommandComplete "SET" | CommandComplete "COMMIT" | ReadyForQuery I

            # A start-up value may have a quote in it
            startup  application_name=it's
            client   Query "RESET application_name"
            server   Query "RESET application_name;SET "application_name" TO 'it''s'"
            walk     DONE, owes 1
            answered
            told     CommandComplete "RESET" | ReadyForQuery I

            # RESET ALL sets all start-up values
            startup  application_name=app
            startup  DateStyle=German
            client   Query "RESET ALL"
            server   Query "RESET ALL;SET "application_name" TO 'app';SET "DateStyle" TO 'German'"
            walk     DONE, owes 1
            answered
            told     CommandComplete "RESET" | ReadyForQuery I

            # RESET ALL without start-up values goes on as it came
            client   Query "RESET ALL"
            server   Query "RESET ALL"
            walk     DONE, owes 1
            answered
            told     CommandComplete "RESET" | ReadyForQuery I

            # Behind RESET ALL connect_query runs again, and the client hears one ReadyForQuery
            connect  SET work_mem TO 5
            startup  application_name=app
            client   Query "RESET ALL" | Query "SELECT 1"
            server   Query "RESET ALL;SET "application_name" TO 'app'"
                     | Query "SET work_mem TO 5^J;SET "application_name" TO 'app'" | Query "SELECT 1"
            walk     DONE, owes 3
            answered
            told     CommandComplete "RESET" | ReadyForQuery I | CommandComplete "SELECT 1" | ReadyForQuery I

            # DISCARD ALL stands alone: the values come in a Query of their own, of which the client hears nothing
            startup  application_name=app
            client   Query "DISCARD ALL" | Query "SELECT 1"
            server   Query "DISCARD ALL" | Query "SET "application_name" TO 'app'" | Query "SELECT 1"
            walk     DONE, owes 3
            answered
            told     CommandComplete "DISCARD ALL" | ReadyForQuery I | CommandComplete "SELECT 1" | ReadyForQuery I

            # DISCARD ALL without start-up values goes on as it came
            client   Query "DISCARD ALL"
            server   Query "DISCARD ALL"
            walk     DONE, owes 1
            answered
            told     CommandComplete "DISCARD ALL" | ReadyForQuery I

            # Behind DISCARD ALL connect_query runs again, and a comment at its end does no harm
            connect  SET work_mem TO 5 -- little
            startup  application_name=app
            client   Query "DISCARD ALL"
            server   Query "DISCARD ALL" | Query "SET work_mem TO 5 -- little^J;SET "application_name" TO 'app'"
            walk     DONE, owes 2
            answered
            told     CommandComplete "DISCARD ALL" | ReadyForQuery I

            # Where DISCARD ALL fails, the client hears one error
            startup  application_name=app
            client   Query "DISCARD ALL"
            server   Query "DISCARD ALL" | Query "SET "application_name" TO 'app'"
            walk     DONE, owes 2
            answer   ErrorResponse 25001 "no" | ReadyForQuery E | ErrorResponse 25P02 "aborted" | ReadyForQuery E
            told     ErrorResponse 25001 "no" | ReadyForQuery E

            # DISCARD ALL takes the client's statements away
            before   Parse s "SELECT 1" | Sync
            client   Query "DISCARD ALL"
            server   Query "DISCARD ALL"
            walk     DONE, owes 1
            answered
            told     CommandComplete "DISCARD ALL" | ReadyForQuery I
            client   Bind <- s | Execute | Sync
            server   Bind <- s | Execute | Sync
            walk     DONE, owes 3
            answer   ErrorResponse 26000 "no" | ReadyForQuery I
            told     ErrorResponse 26000 "no" | ReadyForQuery I

            # A Query with bytes behind its text gets nothing put in, for PostgreSQL runs nothing of it
            startup  application_name=app
            client   bytes 5100000013524553455420414c4c004141414100 | Sync
            server   Query x'524553455420414c4c004141414100' | Sync
            walk     DONE, owes 2

            # An Execute that sets back gets a batch of the pooler's own behind it
            startup  application_name=app
            client   Parse "RESET application_name" | Bind | Execute | Sync
            server   Parse "RESET application_name" | Bind | Execute | Parse ^Ahowdah "SET "application_name" TO 'app'"
                     | Bind ^Ahowdah <- ^Ahowdah | Execute ^Ahowdah | Close portal ^Ahowdah | Close statement ^Ahowdah | Sync
            walk     DONE, owes 9
            answered
            told     ParseComplete | BindComplete | CommandComplete "RESET" | ReadyForQuery I

            # A portal of its own name that sets back is known by its name
            startup  application_name=app
            client   Parse r "RESET application_name" | Bind p <- r | Bind q <- r | Parse "SELECT 1" | Bind | Execute p
                     | Execute | Execute q | Execute other | Sync
            server   Parse HOWDAH_1 "RESET application_name" | Describe statement HOWDAH_1 | Bind p <- HOWDAH_1
                     | Bind q <- HOWDAH_1 | Parse "SELECT 1" | Bind | Execute p
                     | Parse ^Ahowdah "SET "application_name" TO 'app'" | Bind ^Ahowdah <- ^Ahowdah | Execute ^Ahowdah
                     | Close portal ^Ahowdah | Close statement ^Ahowdah | Execute | Execute q
                     | Parse ^Ahowdah "SET "application_name" TO 'app'" | Bind ^Ahowdah <- ^Ahowdah | Execute ^Ahowdah
                     | Close portal ^Ahowdah | Close statement ^Ahowdah | Execute other | Sync
            walk     DONE, owes 21
            answered
            told     ParseComplete | BindComplete | BindComplete | ParseComplete | BindComplete | CommandComplete "RESET"
                     | CommandComplete "SELECT 1" | CommandComplete "RESET" | CommandComplete "" | ReadyForQuery I

            # Behind a batch with RESET ALL connect_query runs again
            connect  SET work_mem TO 5
            startup  application_name=app
            client   Parse "RESET ALL" | Bind | Execute | Sync | Query "SELECT 1"
            server   Parse "RESET ALL" | Bind | Execute | Parse ^Ahowdah "SET "application_name" TO 'app'"
                     | Bind ^Ahowdah <- ^Ahowdah | Execute ^Ahowdah | Close portal ^Ahowdah | Close statement ^Ahowdah | Sync
                     | Query "SET work_mem TO 5^J;SET "application_name" TO 'app'" | Query "SELECT 1"
            walk     DONE, owes 11
            answered
            told     ParseComplete | BindComplete | CommandComplete "RESET" | ReadyForQuery I | CommandComplete "SELECT 1"
                     | ReadyForQuery I

            # A portal of its own name that sets back is known until the transaction ends
            startup  application_name=app
            client   Query "BEGIN"
            server   Query "BEGIN"
            walk     DONE, owes 1
            answer   CommandComplete "BEGIN" | ReadyForQuery T
            told     CommandComplete "BEGIN" | ReadyForQuery T
            client   Parse r "RESET application_name" | Bind p <- r | Sync
            server   Parse HOWDAH_1 "RESET application_name" | Describe statement HOWDAH_1 | Bind p <- HOWDAH_1 | Sync
            walk     DONE, owes 4
            answer   ParseComplete | ParameterDescription | NoData | BindComplete | ReadyForQuery T
            told     ParseComplete | BindComplete | ReadyForQuery T
            client   Execute p | Sync
            server   Execute p | Parse ^Ahowdah "SET "application_name" TO 'app'" | Bind ^Ahowdah <- ^Ahowdah
                     | Execute ^Ahowdah | Close portal ^Ahowdah | Close statement ^Ahowdah | Sync
            walk     DONE, owes 7
            answer   CommandComplete "RESET" | ParseComplete | BindComplete | CommandComplete "SET" | CloseComplete
                     | CloseComplete | ReadyForQuery I
            told     CommandComplete "RESET" | ReadyForQuery I
            client   Execute p | Sync
            server   Execute p | Sync
            walk     DONE, owes 2

            # An unnamed portal that sets back is known in the next batch
            startup  application_name=app
            client   Query "BEGIN"
            server   Query "BEGIN"
            walk     DONE, owes 1
            answer   CommandComplete "BEGIN" | ReadyForQuery T
            told     CommandComplete "BEGIN" | ReadyForQuery T
            client   Parse "RESET application_name" | Bind | Sync
            server   Parse "RESET application_name" | Bind | Sync
            walk     DONE, owes 3
            answer   ParseComplete | BindComplete | ReadyForQuery T
            told     ParseComplete | BindComplete | ReadyForQuery T
            client   Execute | Sync
            server   Execute | Parse ^Ahowdah "SET "application_name" TO 'app'" | Bind ^Ahowdah <- ^Ahowdah | Execute ^Ahowdah
                     | Close portal ^Ahowdah | Close statement ^Ahowdah | Sync
            walk     DONE, owes 7
            """;

    /** DEALLOCATE, of names of the protocol and of others. */
    static final String DEALLOCATING = """
            # DEALLOCATE finds an empty statement of the client's name, and the name is gone
            before   Parse s "SELECT 1" | Sync
            client   Query "DEALLOCATE s"
            server   Close statement s | Parse s "" | Sync | Query "DEALLOCATE s"
            walk     DONE, owes 4
            answered
            told     CommandComplete "DEALLOCATE" | ReadyForQuery I
            client   Bind <- s | Execute | Sync
            server   Bind <- s | Execute | Sync
            walk     DONE, owes 3

            # DEALLOCATE of a name that is not of the protocol goes on as it came
            before   Parse s "SELECT 1" | Sync
            client   Query "DEALLOCATE t"
            server   Query "DEALLOCATE t"
            walk     DONE, owes 1
            answered
            told     CommandComplete "DEALLOCATE" | ReadyForQuery I
            client   Bind <- s | Execute | Sync
            server   Bind <- HOWDAH_1 | Execute | Sync
            walk     DONE, owes 3

            # DEALLOCATE of several names
            before   Parse s "SELECT 1" | Parse t "SELECT 2" | Sync
            client   Query "DEALLOCATE s; DEALLOCATE t; DEALLOCATE u"
            server   Close statement s | Parse s "" | Close statement t | Parse t "" | Sync
                     | Query "DEALLOCATE s; DEALLOCATE t; DEALLOCATE u"
            walk     DONE, owes 6
            answered
            told     CommandComplete "DEALLOCATE" | CommandComplete "DEALLOCATE" | CommandComplete "DEALLOCATE" | ReadyForQuery I

            # DEALLOCATE and RESET in one Query
            startup  application_name=app
            before   Parse s "SELECT 1" | Sync
            client   Query "DEALLOCATE s; RESET application_name"
            server   Close statement s | Parse s "" | Sync
                     | Query "DEALLOCATE s; RESET application_name;SET "application_name" TO 'app'"
            walk     DONE, owes 4
            answered
            told     CommandComplete "DEALLOCATE" | CommandComplete "RESET" | ReadyForQuery I

            # A DEALLOCATE that fails leaves the name
            before   Parse s "SELECT 1" | Sync
            client   Query "DEALLOCATE s"
            server   Close statement s | Parse s "" | Sync | Query "DEALLOCATE s"
            walk     DONE, owes 4
            answer   CloseComplete | ParseComplete | ReadyForQuery I | ErrorResponse 57014 "cancelled" | ReadyForQuery I
            told     ErrorResponse 57014 "cancelled" | ReadyForQuery I
            client   Bind <- s | Execute | Sync
            server   Bind <- HOWDAH_1 | Execute | Sync
            walk     DONE, owes 3

            # DEALLOCATE waits for the answer to an earlier batch
            client   Parse s "SELECT 1" | Sync | Query "DEALLOCATE s"
            server   Parse HOWDAH_1 "SELECT 1" | Describe statement HOWDAH_1 | Sync
            walk     STALLED, owes 3
            answered
            server   Close statement s | Parse s "" | Sync | Query "DEALLOCATE s"
            told     ParseComplete | ReadyForQuery I | CommandComplete "DEALLOCATE" | ReadyForQuery I
            walk     DONE

            # A DEALLOCATE in a batch gets no Sync in front of it
            before   Parse s "SELECT 1" | Sync
            client   Parse t "SELECT 2" | Query "DEALLOCATE s" | Sync
            server   Parse HOWDAH_2 "SELECT 2" | Describe statement HOWDAH_2 | Close statement s | Parse s ""
                     | Query "DEALLOCATE s" | Parse ^Ahowdah "" | Close statement ^Ahowdah | Sync
            walk     DONE, owes 8
            answered
            told     ParseComplete | CommandComplete "DEALLOCATE" | ReadyForQuery I | ReadyForQuery I

            # PostgreSQL cuts a long name in SQL, and so is the name found
            before   Parse abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk "SELECT 1" | Sync
            client   Query "DEALLOCATE abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkLONG"
            server   Close statement abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk
                     | Parse abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk "" | Sync
                     | Query "DEALLOCATE abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkLONG"
            walk     DONE, owes 4

            # DEALLOCATE ALL takes the client's names away, and the server's statements
            before   Parse s "SELECT 1" | Sync
            client   Query "DEALLOCATE ALL"
            server   Query "DEALLOCATE ALL"
            walk     DONE, owes 1
            answered
            told     CommandComplete "DEALLOCATE ALL" | ReadyForQuery I
            client   Parse s "SELECT 1" | Bind <- t | Sync
            server   Parse HOWDAH_1 "SELECT 1" | Describe statement HOWDAH_1 | Bind <- t | Sync
            walk     DONE, owes 4

            # DEALLOCATE of the pooler's own name: the statement is brought again
            before   Parse s "SELECT 1" | Sync
            client   Query "DEALLOCATE "HOWDAH_1""
            server   Query "DEALLOCATE "HOWDAH_1""
            walk     DONE, owes 1
            answer   CommandComplete "DEALLOCATE" | ReadyForQuery I
            told     CommandComplete "DEALLOCATE" | ReadyForQuery I
            client   Bind <- s | Execute | Sync
            server   Close statement HOWDAH_1 | Parse HOWDAH_1 "SELECT 1" | Describe statement HOWDAH_1 | Bind <- HOWDAH_1
                     | Execute | Sync
            walk     DONE, owes 6

            # An Execute that deallocates
            before   Parse s "SELECT 1" | Sync
            client   Parse "DEALLOCATE s" | Bind | Execute | Sync
            server   Parse "DEALLOCATE s" | Bind | Close statement s | Parse s "" | Execute | Sync
            walk     DONE, owes 6
            answered
            told     ParseComplete | BindComplete | CommandComplete "DEALLOCATE" | ReadyForQuery I
            client   Describe statement s | Sync
            server   Describe statement s | Sync
            walk     DONE, owes 2

            # An Execute that deallocates waits for the answer to an earlier batch
            before   Parse s "SELECT 1" | Sync
            client   Parse "DEALLOCATE s" | Bind | Sync | Execute | Sync
            server   Parse "DEALLOCATE s" | Bind | Sync
            walk     STALLED, owes 3
            answered
            server   Close statement s | Parse s "" | Execute | Sync
            told     ParseComplete | BindComplete | ReadyForQuery I | CommandComplete "DEALLOCATE" | ReadyForQuery I
            walk     DONE

            # Bind waits for the answer to a DEALLOCATE
            before   Parse s "SELECT 1" | Sync
            client   Query "DEALLOCATE s" | Bind <- s | Execute | Sync
            server   Close statement s | Parse s "" | Sync | Query "DEALLOCATE s"
            walk     STALLED, owes 4
            answered
            server   Bind <- s | Execute | Sync
            told     CommandComplete "DEALLOCATE" | ReadyForQuery I | BindComplete | CommandComplete "" | ReadyForQuery I
            walk     DONE

            # Describe waits for the answer to a DEALLOCATE, which fails
            before   Parse s "SELECT 1" | Sync
            client   Query "DEALLOCATE s" | Describe statement s | Sync
            server   Close statement s | Parse s "" | Sync | Query "DEALLOCATE s"
            walk     STALLED, owes 4
            answer   CloseComplete | ParseComplete | ReadyForQuery I | ErrorResponse 57014 "cancelled" | ReadyForQuery I
            server   Describe statement HOWDAH_1 | Sync
            told     ErrorResponse 57014 "cancelled" | ReadyForQuery I
            walk     DONE, owes 2

            # Parse waits for the answer to a DEALLOCATE
            before   Parse s "SELECT 1" | Sync
            client   Query "DEALLOCATE s" | Parse s "SELECT 2" | Sync
            server   Close statement s | Parse s "" | Sync | Query "DEALLOCATE s"
            walk     STALLED, owes 4
            answered
            server   Parse HOWDAH_2 "SELECT 2" | Describe statement HOWDAH_2 | Sync
            told     CommandComplete "DEALLOCATE" | ReadyForQuery I | ParseComplete | ReadyForQuery I
            walk     DONE
            """;

    /** Texts that ask for the last value of a sequence. */
    static final String SEQUENCES = """
            # Another client's last value of a sequence is forgotten first, once
            before   Query "SELECT 1"
            another  Query "SELECT lastval()"
            server   Query "DISCARD SEQUENCES" | Query "SELECT lastval()"
            walk     DONE, owes 2
            answered
            told     CommandComplete "SELECT 1" | ReadyForQuery I
            another  Query "SELECT lastval()"
            server   Query "SELECT lastval()"
            walk     DONE, owes 1
            answered
            told     CommandComplete "SELECT 1" | ReadyForQuery I

            # In a batch a statement of the pooler's own forgets it
            before   Query "SELECT 1"
            another  Parse "SELECT lastval()" | Bind | Execute | Sync
            server   Parse "SELECT lastval()" | Parse ^Ahowdah "DISCARD SEQUENCES" | Bind ^Ahowdah <- ^Ahowdah
                     | Execute ^Ahowdah | Close portal ^Ahowdah | Close statement ^Ahowdah | Bind | Execute | Sync
            walk     DONE, owes 9
            answered
            told     ParseComplete | BindComplete | CommandComplete "SELECT 1" | ReadyForQuery I

            # In a batch it comes in front of a Query too
            before   Query "SELECT 1"
            another  Parse "SELECT 1" | Query "SELECT lastval()" | Sync
            server   Parse "SELECT 1" | Parse ^Ahowdah "DISCARD SEQUENCES" | Bind ^Ahowdah <- ^Ahowdah | Execute ^Ahowdah
                     | Close portal ^Ahowdah | Close statement ^Ahowdah | Query "SELECT lastval()" | Parse ^Ahowdah ""
                     | Close statement ^Ahowdah | Sync
            walk     DONE, owes 10
            answered
            told     ParseComplete | CommandComplete "SELECT 1" | ReadyForQuery I | ReadyForQuery I

            # A value of the client's own stays
            before   Query "SELECT 1"
            another  Query "SELECT nextval('s')" | Query "SELECT lastval()"
            server   Query "SELECT nextval('s')" | Query "SELECT lastval()"
            walk     DONE, owes 2
            answered
            told     CommandComplete "SELECT 1" | ReadyForQuery I | CommandComplete "SELECT 1" | ReadyForQuery I
            """;

    /** Transactions that change what the planner reads. */
    static final String PLANS = """
            # The plans are made anew, once, before the next request that uses one
            client   Query "SET LOCAL extra_float_digits = 0" | Query "SELECT 1" | Query "SELECT 2"
            server   Query "SET LOCAL extra_float_digits = 0" | Query "DISCARD PLANS" | Query "SELECT 1" | Query "SELECT 2"
            walk     DONE, owes 4

            # In a batch a statement of the pooler's own does so
            client   Query "SET LOCAL bytea_output = hex" | Parse "SELECT 1" | Bind | Execute | Sync
            server   Query "SET LOCAL bytea_output = hex" | Parse "SELECT 1" | Parse ^Ahowdah "DISCARD PLANS"
                     | Bind ^Ahowdah <- ^Ahowdah | Execute ^Ahowdah | Close portal ^Ahowdah | Close statement ^Ahowdah | Bind
                     | Execute | Sync
            walk     DONE, owes 10

            # Behind a Bind of the statement that changes it
            client   Parse "SET LOCAL bytea_output = hex" | Bind | Execute | Bind | Execute | Sync
            server   Parse "SET LOCAL bytea_output = hex" | Bind | Execute | Parse ^Ahowdah "DISCARD PLANS"
                     | Bind ^Ahowdah <- ^Ahowdah | Execute ^Ahowdah | Close portal ^Ahowdah | Close statement ^Ahowdah | Bind
                     | Execute | Sync
            walk     DONE, owes 11
            """;

    /** The unnamed statement. */
    static final String UNNAMED = """
            # The unnamed statement goes on as it came, and stays for the next batch
            client   Parse "SELECT 1" | Bind | Describe portal | Execute | Sync
            server   Parse "SELECT 1" | Bind | Describe portal | Execute | Sync
            walk     DONE, owes 5
            answered
            told     ParseComplete | BindComplete | NoData | CommandComplete "SELECT 1" | ReadyForQuery I
            client   Bind = x | Execute | Sync
            server   Bind = x | Execute | Sync
            walk     DONE, owes 3
            answered
            told     BindComplete | CommandComplete "SELECT 1" | ReadyForQuery I

            # The unnamed statement with types, values and a limit of rows
            client   Parse "SELECT $1, $2" 23 25 | Describe statement | Bind = 1 two | Execute 5 | Sync
            server   Parse "SELECT $1, $2" 23 25 | Describe statement | Bind = 1 two | Execute 5 | Sync
            walk     DONE, owes 5
            answered
            told     ParseComplete | ParameterDescription 23 25 | NoData | BindComplete | CommandComplete "" | ReadyForQuery I

            # The unnamed statement is brought to another server
            before   Parse "SELECT $1" 23 | Sync
            elsewhere
            client   Bind = 1 | Execute | Sync
            server   Parse "SELECT $1" 23 | Bind = 1 | Execute | Sync
            walk     DONE, owes 4
            answered
            told     BindComplete | CommandComplete "SELECT 1" | ReadyForQuery I
            client   Bind = 2 | Execute | Sync
            server   Bind = 2 | Execute | Sync
            walk     DONE, owes 3

            # The unnamed statement is brought for a Describe
            before   Parse "SELECT $1" 23 | Sync
            elsewhere
            client   Describe statement | Sync
            server   Parse "SELECT $1" 23 | Describe statement | Sync
            walk     DONE, owes 3
            answered
            told     ParameterDescription 23 | NoData | ReadyForQuery I

            # A client without an unnamed statement does not get another client's
            before   Parse "SELECT 1" | Sync
            another  Bind | Execute | Sync
            server   Close statement | Bind | Execute | Sync
            walk     DONE, owes 4
            answer   CloseComplete | ErrorResponse 26000 "no" | ReadyForQuery I
            told     ErrorResponse 26000 "no" | ReadyForQuery I

            # Each client has an unnamed statement of its own on one server
            before   Parse "SELECT 1" | Sync
            another  Parse "SELECT 2" | Bind | Execute | Sync
            server   Parse "SELECT 2" | Bind | Execute | Sync
            walk     DONE, owes 4
            answered
            told     ParseComplete | BindComplete | CommandComplete "SELECT 1" | ReadyForQuery I
            client   Bind | Execute | Sync
            server   Parse "SELECT 1" | Bind | Execute | Sync
            walk     DONE, owes 4
            answered
            told     BindComplete | CommandComplete "SELECT 1" | ReadyForQuery I

            # A Query ends the unnamed statement
            before   Parse "SELECT 1" | Sync
            client   Query "SELECT 2" | Bind | Execute | Sync
            server   Query "SELECT 2" | Close statement | Bind | Execute | Sync
            walk     DONE, owes 5
            answer   CommandComplete "SELECT 1" | ReadyForQuery I | CloseComplete | ErrorResponse 26000 "no" | ReadyForQuery I
            told     CommandComplete "SELECT 1" | ReadyForQuery I | ErrorResponse 26000 "no" | ReadyForQuery I

            # Close ends the unnamed statement
            before   Parse "SELECT 1" | Sync
            client   Close statement | Bind | Execute | Sync
            server   Close statement | Close statement | Bind | Execute | Sync
            walk     DONE, owes 5

            # Close without an unnamed statement goes on
            client   Close statement | Sync
            server   Close statement | Sync
            walk     DONE, owes 2
            answered
            told     CloseComplete | ReadyForQuery I

            # Bind waits for the unnamed Parse of an earlier batch
            client   Parse "SELECT 1" | Sync | Bind | Execute | Sync
            server   Parse "SELECT 1" | Sync
            walk     STALLED, owes 2
            answered
            server   Bind | Execute | Sync
            told     ParseComplete | ReadyForQuery I | BindComplete | CommandComplete "SELECT 1" | ReadyForQuery I
            walk     DONE

            # An unnamed Parse that fails leaves no statement
            client   Parse "SELECT x" | Bind | Execute | Sync
            server   Parse "SELECT x" | Bind | Execute | Sync
            walk     DONE, owes 4
            answer   ErrorResponse 42703 "no" | ReadyForQuery I
            told     ErrorResponse 42703 "no" | ReadyForQuery I
            client   Bind | Execute | Sync
            server   Close statement | Bind | Execute | Sync
            walk     DONE, owes 4

            # A portal of the unnamed statement with a name
            client   Parse "SELECT 1" | Bind p | Describe portal p | Execute p 10 | Execute p | Close portal p | Sync
            server   Parse "SELECT 1" | Bind p | Describe portal p | Execute p 10 | Execute p | Close portal p | Sync
            walk     DONE, owes 7
            answered
            told     ParseComplete | BindComplete | NoData | CommandComplete "SELECT 1" | CommandComplete "SELECT 1"
                     | CloseComplete | ReadyForQuery I
            """;

    /** Named statements, on servers that have them and on servers that have them not. */
    static final String NAMED = """
            # A named statement gets the pooler's name, and a Describe of the pooler's own
            client   Parse s "SELECT $1" 23 | Bind p <- s = 1 | Describe portal p | Execute p 10 | Execute p | Close portal p
                     | Sync
            server   Parse HOWDAH_1 "SELECT $1" 23 | Describe statement HOWDAH_1 | Bind p <- HOWDAH_1 = 1 | Describe portal p
                     | Execute p 10 | Execute p | Close portal p | Sync
            walk     DONE, owes 8
            answered
            told     ParseComplete | BindComplete | NoData | CommandComplete "SELECT 1" | CommandComplete "SELECT 1"
                     | CloseComplete | ReadyForQuery I

            # A statement that the server has is called by its name there
            before   Parse s "SELECT 1" | Sync
            client   Bind <- s | Execute | Sync
            server   Bind <- HOWDAH_1 | Execute | Sync
            walk     DONE, owes 3
            answered
            told     BindComplete | CommandComplete "SELECT 1" | ReadyForQuery I

            # A name may have any bytes
            client   Parse größe "SELECT 1" | Bind <- größe | Execute | Sync
            server   Parse HOWDAH_1 "SELECT 1" | Describe statement HOWDAH_1 | Bind <- HOWDAH_1 | Execute | Sync
            walk     DONE, owes 5
            answered
            told     ParseComplete | BindComplete | CommandComplete "SELECT 1" | ReadyForQuery I

            # Describe of a statement tells of the client's statement
            before   Parse s "SELECT $1" 23 | Sync
            client   Describe statement s | Sync
            server   Describe statement HOWDAH_1 | Sync
            walk     DONE, owes 2
            answered
            told     ParameterDescription 23 | NoData | ReadyForQuery I

            # Two clients' names for one text are one statement, which each Parse makes anew
            before   Parse s "SELECT 1" | Sync
            another  Parse t "SELECT 1" | Bind <- t | Execute | Sync
            server   Close statement HOWDAH_1 | Parse HOWDAH_1 "SELECT 1" | Describe statement HOWDAH_1 | Bind <- HOWDAH_1
                     | Execute | Sync
            walk     DONE, owes 6
            answered
            told     ParseComplete | BindComplete | CommandComplete "SELECT 1" | ReadyForQuery I
            another  Bind <- t | Execute | Sync
            server   Bind <- HOWDAH_1 | Execute | Sync
            walk     DONE, owes 3

            # One client's name is no name of another client
            before   Parse s "SELECT 1" | Sync
            another  Bind <- s | Execute | Sync
            server   Bind <- s | Execute | Sync
            walk     DONE, owes 3
            answer   ErrorResponse 26000 "no" | ReadyForQuery I
            told     ErrorResponse 26000 "no" | ReadyForQuery I

            # Two names of one client for one text
            client   Parse s "SELECT 1" | Parse t "SELECT 1" | Bind <- s | Execute | Bind <- t | Execute | Sync
            server   Parse HOWDAH_1 "SELECT 1" | Describe statement HOWDAH_1 | Close statement HOWDAH_1
                     | Parse HOWDAH_1 "SELECT 1" | Describe statement HOWDAH_1 | Bind <- HOWDAH_1 | Execute | Bind <- HOWDAH_1
                     | Execute | Sync
            walk     DONE, owes 10
            answered
            told     ParseComplete | ParseComplete | BindComplete | CommandComplete "SELECT 1" | BindComplete
                     | CommandComplete "SELECT 1" | ReadyForQuery I

            # The same text with other types is another statement
            client   Parse s "SELECT $1" 23 | Parse t "SELECT $1" 25 | Sync
            server   Parse HOWDAH_1 "SELECT $1" 23 | Describe statement HOWDAH_1 | Parse HOWDAH_2 "SELECT $1" 25
                     | Describe statement HOWDAH_2 | Sync
            walk     DONE, owes 5
            answered
            told     ParseComplete | ParseComplete | ReadyForQuery I

            # A text that names the present is another statement each time
            client   Parse s "SELECT 'now'::timestamptz" | Parse t "SELECT 'now'::timestamptz" | Sync
            server   Parse HOWDAH_1 "SELECT 'now'::timestamptz" | Describe statement HOWDAH_1
                     | Parse HOWDAH_2 "SELECT 'now'::timestamptz" | Describe statement HOWDAH_2 | Sync
            walk     DONE, owes 5
            answered
            told     ParseComplete | ParseComplete | ReadyForQuery I

            # A text whose meaning may have changed is another statement
            before   Parse s "SELECT 1" | Sync
            client   Query "SET search_path TO other" | Parse t "SELECT 1" | Sync
            server   Query "SET search_path TO other" | Parse HOWDAH_2 "SELECT 1" | Describe statement HOWDAH_2 | Sync
            walk     DONE, owes 4

            # The statement is brought to a server that has it not, once
            before   Parse s "SELECT $1" 23 | Sync
            elsewhere
            client   Bind <- s = 1 | Execute | Sync
            server   Parse HOWDAH_1 "SELECT $1" 23 | Describe statement HOWDAH_1 | Bind <- HOWDAH_1 = 1 | Execute | Sync
            walk     DONE, owes 5
            answered
            told     BindComplete | CommandComplete "SELECT 1" | ReadyForQuery I
            client   Bind <- s = 1 | Execute | Sync
            server   Bind <- HOWDAH_1 = 1 | Execute | Sync
            walk     DONE, owes 3

            # The statement is brought once for two names
            before   Parse s "SELECT 1" | Parse t "SELECT 1" | Sync
            elsewhere
            client   Bind <- s | Execute | Bind <- t | Execute | Sync
            server   Parse HOWDAH_1 "SELECT 1" | Describe statement HOWDAH_1 | Bind <- HOWDAH_1 | Execute | Bind <- HOWDAH_1
                     | Execute | Sync
            walk     DONE, owes 7
            answered
            told     BindComplete | CommandComplete "SELECT 1" | BindComplete | CommandComplete "SELECT 1" | ReadyForQuery I

            # The statement is brought for a Describe
            before   Parse s "SELECT $1" 23 | Sync
            elsewhere
            client   Describe statement s | Sync
            server   Parse HOWDAH_1 "SELECT $1" 23 | Describe statement HOWDAH_1 | Describe statement HOWDAH_1 | Sync
            walk     DONE, owes 4
            answered
            told     ParameterDescription 23 | NoData | ReadyForQuery I

            # Each of two servers has the statement
            before   Parse s "SELECT 1" | Sync
            elsewhere
            before   Bind <- s | Execute | Sync
            client   Bind <- s | Execute | Sync
            server   Bind <- HOWDAH_1 | Execute | Sync
            walk     DONE, owes 3

            # Beyond max_prepared_statements the statement used longest ago is closed
            set      max_prepared_statements: 2
            before   Parse s "SELECT 1" | Sync
            before   Parse t "SELECT 2" | Sync
            before   Bind <- s | Sync
            client   Parse u "SELECT 3" | Bind <- u | Execute | Sync
            server   Parse HOWDAH_3 "SELECT 3" | Describe statement HOWDAH_3 | Close statement HOWDAH_2 | Bind <- HOWDAH_3
                     | Execute | Sync
            walk     DONE, owes 6
            answered
            told     ParseComplete | BindComplete | CommandComplete "SELECT 1" | ReadyForQuery I
            client   Bind <- t | Execute | Sync
            server   Parse HOWDAH_2 "SELECT 2" | Describe statement HOWDAH_2 | Close statement HOWDAH_1 | Bind <- HOWDAH_2
                     | Execute | Sync
            walk     DONE, owes 6
            answered
            told     BindComplete | CommandComplete "SELECT 1" | ReadyForQuery I

            # In a failed transaction no request relies on a statement just brought
            set      max_prepared_statements: 1
            before   Parse s "SELECT 1" | Sync
            before   Parse t "SELECT 2" | Sync
            client   Query "BEGIN; SELECT x"
            server   Query "BEGIN; SELECT x"
            walk     DONE, owes 1
            answer   CommandComplete "BEGIN" | ErrorResponse 42703 "no" | ReadyForQuery E
            told     CommandComplete "BEGIN" | ErrorResponse 42703 "no" | ReadyForQuery E
            client   Bind <- s | Bind <- s | Sync
            server   Parse HOWDAH_1 "SELECT 1" | Describe statement HOWDAH_1 | Close statement HOWDAH_2 | Bind <- HOWDAH_1
                     | Close statement HOWDAH_1 | Parse HOWDAH_1 "SELECT 1" | Describe statement HOWDAH_1 | Bind <- HOWDAH_1
                     | Sync
            walk     DONE, owes 9

            # A name that is taken: PostgreSQL says so, in the client's words
            before   Parse s "SELECT 1" | Sync
            client   Parse s "SELECT 2" | Bind <- s | Execute | Sync
            server   Parse HOWDAH_1 "SELECT 2" | Bind <- HOWDAH_1 | Execute | Sync
            walk     DONE, owes 4
            answer   ErrorResponse 42P05 "prepared statement "HOWDAH_1" already exists" | ReadyForQuery I
            told     ErrorResponse 42P05 "prepared statement "s" already exists" | ReadyForQuery I
            client   Bind <- s | Execute | Sync
            server   Bind <- HOWDAH_1 | Execute | Sync
            walk     DONE, owes 3

            # A name that is taken on another server
            before   Parse s "SELECT 1" | Sync
            elsewhere
            client   Parse s "SELECT 2" | Sync
            server   Parse HOWDAH_1 "SELECT 1" | Describe statement HOWDAH_1 | Parse HOWDAH_1 "SELECT 2" | Sync
            walk     DONE, owes 4
            answer   ParseComplete | ParameterDescription | NoData
                     | ErrorResponse 42P05 "prepared statement "HOWDAH_1" already exists" | ReadyForQuery I
            told     ErrorResponse 42P05 "prepared statement "s" already exists" | ReadyForQuery I

            # A name that is taken in the same batch
            client   Parse s "SELECT 1" | Parse s "SELECT 2" | Sync
            server   Parse HOWDAH_1 "SELECT 1" | Describe statement HOWDAH_1 | Parse HOWDAH_1 "SELECT 2" | Sync
            walk     DONE, owes 4

            # A name of nobody goes on as it is
            client   Bind <- s | Execute | Describe statement s | Sync
            server   Bind <- s | Execute | Describe statement s | Sync
            walk     DONE, owes 4

            # A name like the pooler's own hits no statement
            before   Parse s "SELECT 1" | Sync
            another  Bind <- HOWDAH_1 | Describe statement HOWDAH_1 | Sync
            server   Bind <- ^A | Describe statement ^A | Sync
            walk     DONE, owes 3

            # A client's own statement may be called as the pooler's are
            before   Parse HOWDAH_7 "SELECT 1" | Sync
            client   Bind <- HOWDAH_7 | Execute | Sync
            server   Bind <- HOWDAH_1 | Execute | Sync
            walk     DONE, owes 3

            # A client that was told a shape waits until the new server has described the statement
            before   Parse s "SELECT 1" | Describe statement s | Sync
            elsewhere
            client   Bind <- s | Execute | Sync
            server   Parse HOWDAH_1 "SELECT 1" | Describe statement HOWDAH_1
            walk     STALLED, owes 2
            answered
            server   Bind <- HOWDAH_1 | Execute | Sync
            told     BindComplete | CommandComplete "SELECT 1" | ReadyForQuery I
            walk     DONE

            # A client that was told a shape by a portal waits too
            before   Parse s "SELECT 1" | Bind <- s | Describe portal | Sync
            elsewhere
            client   Bind <- s | Execute | Sync
            server   Parse HOWDAH_1 "SELECT 1" | Describe statement HOWDAH_1
            walk     STALLED, owes 2
            answered
            server   Bind <- HOWDAH_1 | Execute | Sync
            told     BindComplete | CommandComplete "SELECT 1" | ReadyForQuery I
            walk     DONE

            # A client that was told another shape may not use the statement
            before   Parse s "SELECT * FROM t" | Describe statement s | Sync
            elsewhere
            client   Bind <- s | Execute | Sync
            server   Parse HOWDAH_1 "SELECT * FROM t" | Describe statement HOWDAH_1
            walk     STALLED, owes 2
            answer   ParseComplete | ParameterDescription | RowDescription other
            server   Bind <- ^A | Execute | Sync
            walk     DONE, owes 3
            answer   ErrorResponse 26000 "no" | ReadyForQuery I
            told     ErrorResponse 0A000 "cached plan must not change result type" | ReadyForQuery I
            client   Describe statement s | Sync
            server   Describe statement ^A | Sync
            walk     DONE, owes 2

            # A client that was told no shape gets a statement of the new one
            before   Parse s "SELECT * FROM t" | Sync
            elsewhere
            client   Bind <- s | Execute | Sync
            server   Parse HOWDAH_1 "SELECT * FROM t" | Describe statement HOWDAH_1 | Bind <- HOWDAH_1 | Execute | Sync
            walk     DONE, owes 5
            answer   ParseComplete | ParameterDescription | RowDescription other | BindComplete | CommandComplete "SELECT 1"
                     | ReadyForQuery I
            told     BindComplete | CommandComplete "SELECT 1" | ReadyForQuery I
            client   Bind <- s | Execute | Sync
            server   Parse HOWDAH_2 "SELECT * FROM t" | Describe statement HOWDAH_2 | Bind <- HOWDAH_2 | Execute | Sync
            walk     DONE, owes 5

            # A client that was told a shape waits for a statement brought for another request
            before   Parse s "SELECT 1" | Describe statement s | Sync
            elsewhere
            client   Parse s "SELECT 2" | Bind <- s | Sync
            server   Parse HOWDAH_1 "SELECT 1" | Describe statement HOWDAH_1 | Parse HOWDAH_1 "SELECT 2"
            walk     STALLED, owes 3
            answer   ParseComplete | ParameterDescription | NoData
            server   Bind <- HOWDAH_1 | Sync
            walk     DONE, owes 3
            answer   ErrorResponse 42P05 "no" | ReadyForQuery I
            told     ErrorResponse 42P05 "no" | ReadyForQuery I

            # Prepared statements of one client may not take too much
            memory   200
            client   Parse s "SELECT 1" | Bind <- s | Parse t "SELECT 2" | Sync
            server   Parse HOWDAH_1 "SELECT 1" | Describe statement HOWDAH_1 | Bind <- HOWDAH_1
            walk     refused: prepared statements of this client would take 281 bytes, owes 3
            """;

    /** Requests that depend on the answer to an earlier request. */
    static final String IN_DOUBT = """
            # Bind waits for the Parse of an earlier batch
            client   Parse s "SELECT 1" | Sync | Bind <- s | Execute | Sync
            server   Parse HOWDAH_1 "SELECT 1" | Describe statement HOWDAH_1 | Sync
            walk     STALLED, owes 3
            answered
            server   Bind <- HOWDAH_1 | Execute | Sync
            told     ParseComplete | ReadyForQuery I | BindComplete | CommandComplete "SELECT 1" | ReadyForQuery I
            walk     DONE

            # Where the Parse of an earlier batch fails, Bind goes with the client's name
            client   Parse s "SELECT x" | Sync | Bind <- s | Execute | Sync
            server   Parse HOWDAH_1 "SELECT x" | Describe statement HOWDAH_1 | Sync
            walk     STALLED, owes 3
            answer   ErrorResponse 42703 "no" | ReadyForQuery I
            server   Bind <- s | Execute | Sync
            told     ErrorResponse 42703 "no" | ReadyForQuery I
            walk     DONE, owes 3
            answer   ErrorResponse 26000 "no" | ReadyForQuery I
            told     ErrorResponse 26000 "no" | ReadyForQuery I

            # A Parse that fails gives no name, and the text may be tried again
            client   Parse s "SELECT x" | Bind <- s | Sync
            server   Parse HOWDAH_1 "SELECT x" | Describe statement HOWDAH_1 | Bind <- HOWDAH_1 | Sync
            walk     DONE, owes 4
            answer   ErrorResponse 42703 "no" | ReadyForQuery I
            told     ErrorResponse 42703 "no" | ReadyForQuery I
            client   Parse s "SELECT x" | Sync
            server   Parse HOWDAH_1 "SELECT x" | Describe statement HOWDAH_1 | Sync
            walk     DONE, owes 3

            # Parse waits for the Parse of the same name in an earlier batch
            client   Parse s "SELECT 1" | Sync | Parse s "SELECT 2" | Sync
            server   Parse HOWDAH_1 "SELECT 1" | Describe statement HOWDAH_1 | Sync
            walk     STALLED, owes 3
            answer   ParseComplete | ParameterDescription | NoData | ReadyForQuery I
            server   Parse HOWDAH_1 "SELECT 2" | Sync
            told     ParseComplete | ReadyForQuery I
            walk     DONE, owes 2
            answer   ErrorResponse 42P05 "no" | ReadyForQuery I
            told     ErrorResponse 42P05 "no" | ReadyForQuery I

            # Parse waits for the Parse of the same text in an earlier batch
            client   Parse s "SELECT 1" | Sync | Parse t "SELECT 1" | Sync
            server   Parse HOWDAH_1 "SELECT 1" | Describe statement HOWDAH_1 | Sync
            walk     STALLED, owes 3
            answered
            server   Close statement HOWDAH_1 | Parse HOWDAH_1 "SELECT 1" | Describe statement HOWDAH_1 | Sync
            told     ParseComplete | ReadyForQuery I | ParseComplete | ReadyForQuery I
            walk     DONE

            # Parse waits for the Close of its name in an earlier batch
            before   Parse s "SELECT 1" | Sync
            client   Execute | Close statement s | Sync | Parse s "SELECT 2" | Sync
            server   Execute | Sync
            walk     STALLED, owes 3
            answered
            server   Parse HOWDAH_2 "SELECT 2" | Describe statement HOWDAH_2 | Sync
            told     CommandComplete "" | CloseComplete | ReadyForQuery I | ParseComplete | ReadyForQuery I
            walk     DONE

            # Bind waits for the Close of its name in an earlier batch, which is skipped
            before   Parse s "SELECT 1" | Sync
            client   Execute x | Close statement s | Sync | Bind <- s | Sync
            server   Execute x | Sync
            walk     STALLED, owes 3
            answer   ErrorResponse 34000 "no" | ReadyForQuery I
            server   Bind <- HOWDAH_1 | Sync
            told     ErrorResponse 34000 "no" | ReadyForQuery I
            walk     DONE, owes 2

            # A Close that is skipped leaves the name
            before   Parse s "SELECT 1" | Sync
            client   Execute x | Close statement s | Sync
            server   Execute x | Sync
            walk     DONE, owes 3
            answer   ErrorResponse 34000 "no" | ReadyForQuery I
            told     ErrorResponse 34000 "no" | ReadyForQuery I
            client   Bind <- s | Sync
            server   Bind <- HOWDAH_1 | Sync
            walk     DONE, owes 2

            # Bind waits where a name may stand for one statement or another
            before   Parse s "SELECT 1" | Sync
            client   Execute x | Close statement s | Parse s "SELECT 2" | Sync | Bind <- s | Sync
            server   Execute x | Parse HOWDAH_2 "SELECT 2" | Describe statement HOWDAH_2 | Sync
            walk     STALLED, owes 5
            answer   ErrorResponse 34000 "no" | ReadyForQuery I
            server   Bind <- HOWDAH_1 | Sync
            told     ErrorResponse 34000 "no" | ReadyForQuery I
            walk     DONE, owes 2

            # Where Close and Parse succeed, Bind goes with the new name
            before   Parse s "SELECT 1" | Sync
            client   Execute x | Close statement s | Parse s "SELECT 2" | Sync | Bind <- s | Sync
            server   Execute x | Parse HOWDAH_2 "SELECT 2" | Describe statement HOWDAH_2 | Sync
            walk     STALLED, owes 5
            answered
            server   Bind <- HOWDAH_2 | Sync
            told     CommandComplete "" | CloseComplete | ParseComplete | ReadyForQuery I | BindComplete | ReadyForQuery I
            walk     DONE

            # Behind an error all goes unsent up to the Sync, but a Flush
            client   Parse s "SELECT x" | Bind <- s
            server   Parse HOWDAH_1 "SELECT x" | Describe statement HOWDAH_1 | Bind <- HOWDAH_1
            walk     DONE, owes 3
            answer   ErrorResponse 42703 "no"
            told     ErrorResponse 42703 "no"
            client   Execute | Parse t "SELECT 1" | Parse "SELECT 2" | Query "SELECT 3" | FunctionCall 5 | Bind p <- t
                     | Describe statement s | Describe portal p | Close statement s | Close portal p | Flush | Flush "x"
                     | CopyData "x" | CopyDone | Sync | Query "SELECT 4"
            server   Flush | Sync | Query "SELECT 4"
            walk     DONE, owes 2
            answer   ReadyForQuery I | CommandComplete "SELECT 1" | ReadyForQuery I
            told     ReadyForQuery I | CommandComplete "SELECT 1" | ReadyForQuery I

            # Behind an error a Query with RESET is no request
            startup  application_name=app
            client   Parse "RESET application_name" | Bind | Execute x
            server   Parse "RESET application_name" | Bind | Execute x
            walk     DONE, owes 3
            answer   ParseComplete | BindComplete | ErrorResponse 34000 "no"
            told     ParseComplete | BindComplete | ErrorResponse 34000 "no"
            client   Execute | Query "RESET ALL" | Query "DEALLOCATE ALL" | Sync
            server   Sync
            walk     DONE, owes 1
            answer   ReadyForQuery I
            told     ReadyForQuery I

            # A Terminate waits behind the message that waits
            client   Parse s "SELECT 1" | Sync | Bind <- s | Terminate | Sync
            server   Parse HOWDAH_1 "SELECT 1" | Describe statement HOWDAH_1 | Sync
            walk     STALLED, owes 3
            answered
            server   Bind <- HOWDAH_1
            told     ParseComplete | ReadyForQuery I | BindComplete
            walk     TERMINATED
            """;

    /** Close. */
    static final String CLOSING = """
            # Close of a statement is answered at once where the server owes nothing
            before   Parse s "SELECT 1" | Sync
            client   Close statement s
            told     CloseComplete
            walk     DONE
            client   Close statement s | Bind <- s | Sync
            server   Bind <- s | Sync
            told     CloseComplete
            walk     DONE, owes 2

            # Close of a statement is answered in its turn
            before   Parse s "SELECT 1" | Sync
            client   Bind <- s | Execute | Close statement s | Sync
            server   Bind <- HOWDAH_1 | Execute | Sync
            walk     DONE, owes 4
            answered
            told     BindComplete | CommandComplete "SELECT 1" | CloseComplete | ReadyForQuery I

            # Close of a statement that there is not
            client   Close statement nobody | Sync
            server   Sync
            told     CloseComplete
            walk     DONE, owes 1
            answered
            told     ReadyForQuery I

            # Close and a new Parse of the name
            before   Parse s "SELECT 1" | Sync
            client   Close statement s | Parse s "SELECT 2" | Bind <- s | Execute | Sync
            server   Parse HOWDAH_2 "SELECT 2" | Describe statement HOWDAH_2 | Bind <- HOWDAH_2 | Execute | Sync
            told     CloseComplete
            walk     DONE, owes 5
            answered
            told     ParseComplete | BindComplete | CommandComplete "SELECT 1" | ReadyForQuery I

            # Close and a new Parse of the name behind another request
            before   Parse s "SELECT 1" | Sync
            client   Execute x | Close statement s | Parse s "SELECT 2" | Bind <- s | Sync
            server   Execute x | Parse HOWDAH_2 "SELECT 2" | Describe statement HOWDAH_2 | Bind <- HOWDAH_2 | Sync
            walk     DONE, owes 6
            answered
            told     CommandComplete "" | CloseComplete | ParseComplete | BindComplete | ReadyForQuery I

            # A statement closed under one name stands under another
            before   Parse s "SELECT 1" | Parse t "SELECT 1" | Sync
            client   Close statement s | Bind <- t | Execute | Sync
            server   Bind <- HOWDAH_1 | Execute | Sync
            told     CloseComplete
            walk     DONE, owes 3

            # Close of a portal goes on
            client   Close portal p | Close portal | Sync
            server   Close portal p | Close portal | Sync
            walk     DONE, owes 3
            answered
            told     CloseComplete | CloseComplete | ReadyForQuery I
            """;

    /** Sync and Flush, and a Query between them. */
    static final String BATCHES = """
            # Flush goes on and gets no answer
            client   Parse s "SELECT 1" | Flush | Bind <- s | Execute | Flush
            server   Parse HOWDAH_1 "SELECT 1" | Describe statement HOWDAH_1 | Flush | Bind <- HOWDAH_1 | Execute | Flush
            walk     DONE, owes 4
            client   Sync
            server   Sync
            walk     DONE, owes 5
            answered
            told     ParseComplete | BindComplete | CommandComplete "SELECT 1" | ReadyForQuery I

            # Flush with a body gets an error
            client   Flush "x" | Parse "SELECT 1" | Sync
            server   Flush "x" | Parse "SELECT 1" | Sync
            walk     DONE, owes 3
            answer   ErrorResponse 08P01 "invalid message format" | ReadyForQuery I
            told     ErrorResponse 08P01 "invalid message format" | ReadyForQuery I

            # Sync with a body goes on, for PostgreSQL to answer it
            client   Sync "x"
            server   Sync "x"
            walk     DONE, owes 1
            answer   ErrorResponse 08P01 "invalid message format" | ReadyForQuery I
            told     ErrorResponse 08P01 "invalid message format" | ReadyForQuery I

            # Several batches in one buffer
            client   Parse "SELECT 1" | Bind | Execute | Sync | Parse "SELECT 2" | Bind | Execute | Sync | Query "SELECT 3" | Sync
            server   Parse "SELECT 1" | Bind | Execute | Sync | Parse "SELECT 2" | Bind | Execute | Sync | Query "SELECT 3" | Sync
            walk     DONE, owes 10
            answered
            told     ParseComplete | BindComplete | CommandComplete "SELECT 1" | ReadyForQuery I | ParseComplete | BindComplete
                     | CommandComplete "SELECT 1" | ReadyForQuery I | CommandComplete "SELECT 1" | ReadyForQuery I
                     | ReadyForQuery I

            # Several batches of named statements in one buffer
            before   Parse s "SELECT 1" | Parse t "SELECT 2" | Sync
            client   Bind <- s | Execute | Sync | Bind <- t | Execute | Sync | Bind <- s | Execute | Sync
            server   Bind <- HOWDAH_1 | Execute | Sync | Bind <- HOWDAH_2 | Execute | Sync | Bind <- HOWDAH_1 | Execute | Sync
            walk     DONE, owes 9
            answered
            told     BindComplete | CommandComplete "SELECT 1" | ReadyForQuery I | BindComplete | CommandComplete "SELECT 1"
                     | ReadyForQuery I | BindComplete | CommandComplete "SELECT 1" | ReadyForQuery I

            # A batch in several buffers
            client   Parse s "SELECT 1"
            server   Parse HOWDAH_1 "SELECT 1" | Describe statement HOWDAH_1
            walk     DONE, owes 2
            client   Bind <- s
            server   Bind <- HOWDAH_1
            walk     DONE, owes 3
            client   Execute
            server   Execute
            walk     DONE, owes 4
            client   Sync
            server   Sync
            walk     DONE, owes 5
            answered
            told     ParseComplete | BindComplete | CommandComplete "SELECT 1" | ReadyForQuery I

            # Behind a Query in a batch an empty statement stands in front of the Sync
            client   Parse "SELECT 1" | Bind | Execute | Query "SELECT 2" | Sync
            server   Parse "SELECT 1" | Bind | Execute | Query "SELECT 2" | Parse ^Ahowdah "" | Close statement ^Ahowdah | Sync
            walk     DONE, owes 7
            answered
            told     ParseComplete | BindComplete | CommandComplete "SELECT 1" | CommandComplete "SELECT 1" | ReadyForQuery I
                     | ReadyForQuery I

            # Behind a FunctionCall in a batch too
            client   Parse "SELECT 1" | Bind | Execute | FunctionCall 1234 | Sync
            server   Parse "SELECT 1" | Bind | Execute | FunctionCall 1234 | Parse ^Ahowdah "" | Close statement ^Ahowdah | Sync
            walk     DONE, owes 7
            answered
            told     ParseComplete | BindComplete | CommandComplete "SELECT 1" | FunctionCallResponse "x" | ReadyForQuery I
                     | ReadyForQuery I

            # Close and Flush behind the Query make no difference
            client   Parse "SELECT 1" | Query "SELECT 2" | Close portal p | Flush | Sync
            server   Parse "SELECT 1" | Query "SELECT 2" | Close portal p | Flush | Parse ^Ahowdah ""
                     | Close statement ^Ahowdah | Sync
            walk     DONE, owes 6
            answered
            told     ParseComplete | CommandComplete "SELECT 1" | ReadyForQuery I | CloseComplete | ReadyForQuery I

            # Behind another statement a Sync needs none
            client   Parse "SELECT 1" | Query "SELECT 2" | Parse "SELECT 3" | Bind | Execute | Sync
            server   Parse "SELECT 1" | Query "SELECT 2" | Parse "SELECT 3" | Bind | Execute | Sync
            walk     DONE, owes 6
            answered
            told     ParseComplete | CommandComplete "SELECT 1" | ReadyForQuery I | ParseComplete | BindComplete
                     | CommandComplete "SELECT 1" | ReadyForQuery I

            # Nor where the Query may be a COPY
            client   Parse "SELECT 1" | Query "copy t FROM STDIN" | Sync
            server   Parse "SELECT 1" | Query "copy t FROM STDIN" | Sync
            walk     DONE, owes 3

            # A Sync behind a Query alone goes as it came
            client   Query "SELECT 1" | Sync
            server   Query "SELECT 1" | Sync
            walk     DONE, owes 2
            answered
            told     CommandComplete "SELECT 1" | ReadyForQuery I | ReadyForQuery I

            # A batch of two statements that meets a plan out of date is not sent again
            before   Parse s "SELECT 1" | Parse t "SELECT 2" | Sync
            client   Bind <- s | Execute | Bind <- t | Execute | Sync
            server   Bind <- HOWDAH_1 | Execute | Bind <- HOWDAH_2 | Execute | Sync
            walk     DONE, owes 5
            answer   ErrorResponse 0A000 "cached plan must not change result type" RevalidateCachedQuery | ReadyForQuery I
            told     ErrorResponse 0A000 "cached plan must not change result type" RevalidateCachedQuery | ReadyForQuery I
            client   Bind <- s | Execute | Sync
            server   Close statement HOWDAH_1 | Parse HOWDAH_1 "SELECT 1" | Describe statement HOWDAH_1 | Bind <- HOWDAH_1
                     | Execute | Sync
            walk     DONE, owes 6

            # A batch with something that runs once that meets a plan out of date is not sent again
            before   Parse s "SELECT 1" | Sync
            client   Bind <- s | Execute | Close portal | Sync
            server   Bind <- HOWDAH_1 | Execute | Close portal | Sync
            walk     DONE, owes 4
            answer   ErrorResponse 0A000 "cached plan must not change result type" RevalidateCachedQuery | ReadyForQuery I
            told     ErrorResponse 0A000 "cached plan must not change result type" RevalidateCachedQuery | ReadyForQuery I

            # A batch with a named Parse that meets a plan out of date is not sent again
            before   Parse s "SELECT 1" | Sync
            client   Bind <- s | Execute | Parse u "SELECT 2" | Sync
            server   Bind <- HOWDAH_1 | Execute | Parse HOWDAH_2 "SELECT 2" | Describe statement HOWDAH_2 | Sync
            walk     DONE, owes 5
            answer   ErrorResponse 0A000 "cached plan must not change result type" RevalidateCachedQuery | ReadyForQuery I
            told     ErrorResponse 0A000 "cached plan must not change result type" RevalidateCachedQuery | ReadyForQuery I

            # A batch that uses the unnamed statement too that meets a plan out of date is not sent again
            before   Parse s "SELECT 1" | Sync
            client   Bind <- s | Execute | Bind | Execute | Sync
            server   Bind <- HOWDAH_1 | Execute | Close statement | Bind | Execute | Sync
            walk     DONE, owes 6
            answer   ErrorResponse 0A000 "cached plan must not change result type" RevalidateCachedQuery | ReadyForQuery I
            told     ErrorResponse 0A000 "cached plan must not change result type" RevalidateCachedQuery | ReadyForQuery I

            # A batch that uses a name that is none that meets a plan out of date is not sent again
            before   Parse s "SELECT 1" | Sync
            client   Bind <- s | Execute | Bind <- nobodys | Sync
            server   Bind <- HOWDAH_1 | Execute | Bind <- nobodys | Sync
            walk     DONE, owes 4
            answer   ErrorResponse 0A000 "cached plan must not change result type" RevalidateCachedQuery | ReadyForQuery I
            told     ErrorResponse 0A000 "cached plan must not change result type" RevalidateCachedQuery | ReadyForQuery I

            # A batch with a Query that meets a plan out of date is not sent again
            before   Parse s "SELECT 1" | Sync
            client   Bind <- s | Execute | Query "SELECT 2" | Sync
            server   Bind <- HOWDAH_1 | Execute | Query "SELECT 2" | Parse ^Ahowdah "" | Close statement ^Ahowdah | Sync
            walk     DONE, owes 6
            answer   ErrorResponse 0A000 "cached plan must not change result type" RevalidateCachedQuery | ReadyForQuery I
            told     ErrorResponse 0A000 "cached plan must not change result type" RevalidateCachedQuery | ReadyForQuery I

            # A batch with a FunctionCall that meets a plan out of date is not sent again
            before   Parse s "SELECT 1" | Sync
            client   Bind <- s | Execute | FunctionCall 1234 | Sync
            server   Bind <- HOWDAH_1 | Execute | FunctionCall 1234 | Parse ^Ahowdah "" | Close statement ^Ahowdah | Sync
            walk     DONE, owes 6
            answer   ErrorResponse 0A000 "cached plan must not change result type" RevalidateCachedQuery | ReadyForQuery I
            told     ErrorResponse 0A000 "cached plan must not change result type" RevalidateCachedQuery | ReadyForQuery I

            # A batch that closes another statement that meets a plan out of date is not sent again
            before   Parse s "SELECT 1" | Sync
            client   Bind <- s | Execute | Close statement x | Sync
            server   Bind <- HOWDAH_1 | Execute | Sync
            walk     DONE, owes 4
            answer   ErrorResponse 0A000 "cached plan must not change result type" RevalidateCachedQuery | ReadyForQuery I
            told     ErrorResponse 0A000 "cached plan must not change result type" RevalidateCachedQuery | ReadyForQuery I

            # A batch behind another that meets a plan out of date is not sent again
            before   Parse s "SELECT 1" | Sync
            client   Bind <- s | Execute | Sync
            server   Bind <- HOWDAH_1 | Execute | Sync
            walk     DONE, owes 3
            client   Bind <- s | Execute | Sync
            server   Bind <- HOWDAH_1 | Execute | Sync
            walk     DONE, owes 6
            answer   ErrorResponse 0A000 "cached plan must not change result type" RevalidateCachedQuery | ReadyForQuery I
            told     ErrorResponse 0A000 "cached plan must not change result type" RevalidateCachedQuery | ReadyForQuery I
            """;

    /** COPY IN. */
    static final String COPY = """
            # COPY IN
            client   Query "COPY t FROM STDIN"
            server   Query "COPY t FROM STDIN"
            walk     DONE, owes 1
            answer   CopyInResponse 1
            told     CopyInResponse 1
            client   CopyData "a" | CopyData "b" | CopyDone
            server   CopyData "a" | CopyData "b" | CopyDone
            walk     DONE, owes 1
            answer   CommandComplete "COPY 2" | ReadyForQuery I
            told     CommandComplete "COPY 2" | ReadyForQuery I

            # COPY IN sent without waiting
            client   Query "COPY t FROM STDIN" | CopyData "a" | CopyDone
            server   Query "COPY t FROM STDIN" | CopyData "a" | CopyDone
            walk     DONE, owes 2
            answer   CopyInResponse 1 | CommandComplete "COPY 1" | ReadyForQuery I
            told     CopyInResponse 1 | CommandComplete "COPY 1" | ReadyForQuery I

            # A Query waits behind what may be a COPY IN
            client   Query "COPY t FROM STDIN" | CopyData "a" | CopyDone | Query "SELECT 1"
            server   Query "COPY t FROM STDIN" | CopyData "a" | CopyDone
            walk     STALLED, owes 2
            answer   CopyInResponse 1
            told     CopyInResponse 1
            answer   CommandComplete "COPY 1" | ReadyForQuery I
            server   Query "SELECT 1"
            told     CommandComplete "COPY 1" | ReadyForQuery I
            walk     DONE, owes 1
            answered
            told     CommandComplete "SELECT 1" | ReadyForQuery I

            # A Query waits behind data for a Query that is no COPY
            client   Query "SELECT 1" | CopyData "a" | CopyDone | Query "SELECT 2"
            server   Query "SELECT 1" | CopyData "a" | CopyDone
            walk     STALLED, owes 2
            answer   CommandComplete "SELECT 1" | ReadyForQuery I
            server   Query "SELECT 2"
            told     CommandComplete "SELECT 1" | ReadyForQuery I
            walk     DONE, owes 1
            answered
            told     CommandComplete "SELECT 1" | ReadyForQuery I

            # All requests but Sync, Flush and Terminate wait
            client   Query "COPY t FROM STDIN" | CopyData "a" | Flush | Sync | Parse "SELECT 1" | Bind | Execute | Sync
                     | Terminate
            server   Query "COPY t FROM STDIN" | CopyData "a" | Flush | Sync
            walk     STALLED, owes 2

            # CopyFail ends COPY IN
            client   Query "COPY t FROM STDIN"
            server   Query "COPY t FROM STDIN"
            walk     DONE, owes 1
            answer   CopyInResponse 1
            told     CopyInResponse 1
            client   CopyData "a" | CopyFail "no more" | Query "SELECT 1"
            server   CopyData "a" | CopyFail "no more"
            walk     STALLED, owes 1
            answer   ErrorResponse 57014 "no" | ReadyForQuery I
            server   Query "SELECT 1"
            told     ErrorResponse 57014 "no" | ReadyForQuery I
            walk     DONE, owes 1
            answered
            told     CommandComplete "SELECT 1" | ReadyForQuery I

            # Messages of COPY are left out where there is no COPY
            client   CopyData "x" | CopyDone | CopyFail "no" | Query "SELECT 1"
            server   Query "SELECT 1"
            walk     DONE, owes 1
            answered
            told     CommandComplete "SELECT 1" | ReadyForQuery I

            # Messages of COPY are left out where COPY has failed
            client   Query "COPY t FROM STDIN"
            server   Query "COPY t FROM STDIN"
            walk     DONE, owes 1
            answer   CopyInResponse 1
            told     CopyInResponse 1
            client   CopyData "a"
            server   CopyData "a"
            walk     DONE, owes 1
            answer   ErrorResponse 22P04 "no" | ReadyForQuery I
            told     ErrorResponse 22P04 "no" | ReadyForQuery I
            client   CopyData "b" | CopyDone | Query "SELECT 1"
            server   Query "SELECT 1"
            walk     DONE, owes 1
            answered
            told     CommandComplete "SELECT 1" | ReadyForQuery I

            # COPY IN of the extended protocol passes over the Sync that libpq sends early
            client   Parse "COPY t FROM STDIN" | Bind | Execute | Sync
            server   Parse "COPY t FROM STDIN" | Bind | Execute | Sync
            walk     DONE, owes 4
            answer   ParseComplete | BindComplete | CopyInResponse 1
            told     ParseComplete | BindComplete | CopyInResponse 1
            client   CopyData "a" | CopyDone | Sync
            server   CopyData "a" | CopyDone | Sync
            walk     DONE, owes 2
            answer   CommandComplete "COPY 1" | ReadyForQuery I
            told     CommandComplete "COPY 1" | ReadyForQuery I

            # COPY IN of the extended protocol fails: all goes unsent up to the Sync
            client   Parse "COPY t FROM STDIN" | Bind | Execute | Flush
            server   Parse "COPY t FROM STDIN" | Bind | Execute | Flush
            walk     DONE, owes 3
            answer   ParseComplete | BindComplete | CopyInResponse 1
            told     ParseComplete | BindComplete | CopyInResponse 1
            client   CopyData "a" | CopyData "b"
            server   CopyData "a" | CopyData "b"
            walk     DONE, owes 1
            answer   ErrorResponse 22P04 "no"
            told     ErrorResponse 22P04 "no"
            client   CopyData "c" | CopyDone | Query "SELECT 1" | Sync
            server   Sync
            walk     DONE, owes 1
            answer   ReadyForQuery I
            told     ReadyForQuery I

            # COPY IN passes over Sync and Flush
            client   Query "COPY t FROM STDIN"
            server   Query "COPY t FROM STDIN"
            walk     DONE, owes 1
            answer   CopyInResponse 1
            told     CopyInResponse 1
            client   CopyData "a" | Sync | Flush | Flush "x" | CopyDone
            server   CopyData "a" | Sync | Flush | CopyDone
            walk     DONE, owes 1
            answer   CommandComplete "COPY 1" | ReadyForQuery I
            told     CommandComplete "COPY 1" | ReadyForQuery I

            # Terminate within COPY IN
            client   Query "COPY t FROM STDIN"
            server   Query "COPY t FROM STDIN"
            walk     DONE, owes 1
            answer   CopyInResponse 1
            told     CopyInResponse 1
            client   CopyData "a" | Terminate
            server   CopyData "a"
            walk     TERMINATED, owes 1

            # Two COPY IN of one Query
            client   Query "COPY t FROM STDIN; COPY t FROM STDIN" | CopyData "a" | CopyDone | CopyData "b" | CopyDone
            server   Query "COPY t FROM STDIN; COPY t FROM STDIN" | CopyData "a" | CopyDone | CopyData "b" | CopyDone
            walk     DONE, owes 3
            answer   CopyInResponse 1 | CommandComplete "COPY 1" | CopyInResponse 1 | CommandComplete "COPY 1" | ReadyForQuery I
            told     CopyInResponse 1 | CommandComplete "COPY 1" | CopyInResponse 1 | CommandComplete "COPY 1" | ReadyForQuery I

            # Where COPY IN failed with a Sync on its way, a Query waits for the Sync's answer
            client   Query "COPY t FROM STDIN" | CopyData "a" | Sync
            server   Query "COPY t FROM STDIN" | CopyData "a" | Sync
            walk     DONE, owes 2
            answer   CopyInResponse 1
            told     CopyInResponse 1
            client   CopyData "a" | Query "SELECT 1"
            server   CopyData "a"
            walk     STALLED, owes 1
            answer   ErrorResponse 22P04 "no" | ReadyForQuery I
            told     ErrorResponse 22P04 "no" | ReadyForQuery I
            walk     STALLED, owes 1
            answer   ReadyForQuery I
            server   Query "SELECT 1"
            told     ReadyForQuery I
            walk     DONE, owes 1
            answered
            told     CommandComplete "SELECT 1" | ReadyForQuery I
            """;

    /** Names that go to the server as they are. */
    static final String PASSING_NAMES = """
            # With max_prepared_statements 0 names go as they are
            set      max_prepared_statements: 0
            client   Parse s "SELECT 1" | Describe statement s | Bind <- s | Execute | Close statement s | Sync
            server   Parse s "SELECT 1" | Describe statement s | Bind <- s | Execute | Close statement s | Sync
            walk     DONE, owes 6
            answered
            told     ParseComplete | ParameterDescription | NoData | BindComplete | CommandComplete "SELECT 1" | CloseComplete
                     | ReadyForQuery I
            client   Parse s "SELECT 2" | Bind <- HOWDAH_1 | Sync
            server   Parse s "SELECT 2" | Bind <- HOWDAH_1 | Sync
            walk     DONE, owes 3

            # With max_prepared_statements 0 nothing is brought but the unnamed statement
            set      max_prepared_statements: 0
            before   Parse s "SELECT 1" | Parse "SELECT 2" | Sync
            elsewhere
            client   Bind | Execute | Bind <- s | Execute | Sync
            server   Parse "SELECT 2" | Bind | Execute | Bind <- s | Execute | Sync
            walk     DONE, owes 6

            # With max_prepared_statements 0 the server itself has what DEALLOCATE names
            set      max_prepared_statements: 0
            before   Parse s "SELECT 1" | Sync
            client   Query "DEALLOCATE s"
            server   Query "DEALLOCATE s"
            walk     DONE, owes 1
            answered
            told     CommandComplete "DEALLOCATE" | ReadyForQuery I

            # With max_prepared_statements 0 a statement that sets back is known by its name
            set      max_prepared_statements: 0
            startup  application_name=app
            client   Parse r "RESET application_name" | Bind <- r | Execute | Sync
            server   Parse r "RESET application_name" | Bind <- r | Execute | Parse ^Ahowdah "SET "application_name" TO 'app'"
                     | Bind ^Ahowdah <- ^Ahowdah | Execute ^Ahowdah | Close portal ^Ahowdah | Close statement ^Ahowdah | Sync
            walk     DONE, owes 9
            answered
            told     ParseComplete | BindComplete | CommandComplete "RESET" | ReadyForQuery I
            client   Close statement r | Parse r "SELECT 1" | Bind <- r | Execute | Sync
            server   Close statement r | Parse r "SELECT 1" | Bind <- r | Execute | Sync
            walk     DONE, owes 5
            answered
            told     CloseComplete | ParseComplete | BindComplete | CommandComplete "SELECT 1" | ReadyForQuery I

            # With max_prepared_statements 0 Close of a statement needs a server
            set      max_prepared_statements: 0
            unlinked
            client   Close statement s | Sync
            server   Close statement s | Sync
            walk     DONE, owes 2
            answered
            told     CloseComplete | ReadyForQuery I

            # With pool_mode session names go as they are
            set      pool_mode: session
            client   Parse s "SELECT 1" | Describe statement s | Bind <- s | Execute | Sync
            server   Parse s "SELECT 1" | Describe statement s | Bind <- s | Execute | Sync
            walk     DONE, owes 5
            answered
            told     ParseComplete | ParameterDescription | NoData | BindComplete | CommandComplete "SELECT 1" | ReadyForQuery I
            client   Close statement s | Query "DEALLOCATE s" | Sync
            server   Close statement s | Query "DEALLOCATE s" | Parse ^Ahowdah "" | Close statement ^Ahowdah | Sync
            walk     DONE, owes 5
            answered
            told     CloseComplete | CommandComplete "DEALLOCATE" | ReadyForQuery I | ReadyForQuery I
            """;

    /** Requests of a client without a server. */
    static final String WITHOUT_A_SERVER = """
            # Close of a statement needs no server
            before   Parse s "SELECT 1" | Sync
            unlinked
            client   Close statement s | Close statement other | Sync
            told     CloseComplete | CloseComplete | ReadyForQuery I
            walk     DONE
            client   Close statement s | Bind <- s | Sync
            server   Bind <- s | Sync
            told     CloseComplete
            walk     DONE, owes 2

            # Close of a statement is answered where no server is to be had
            unlinked
            full
            client   Close statement s | Sync
            told     CloseComplete | ReadyForQuery I
            walk     DONE

            # A Sync needs no server, nor does a Flush
            unlinked
            client   Sync
            told     ReadyForQuery I
            walk     DONE
            client   Sync | Sync | Flush
            told     ReadyForQuery I | ReadyForQuery I
            walk     DONE
            client   Flush
            walk     DONE

            # A Sync with a body is answered as PostgreSQL would answer it
            unlinked
            client   Sync "x"
            told     ErrorResponse 08P01 "invalid message format" | ReadyForQuery I
            walk     DONE

            # Behind a Flush with a body all goes unheard up to the Sync
            unlinked
            client   Flush "x" | Flush "y" | Query "SELECT 1" | Close statement s | Sync | Query "SELECT 2"
            server   Query "SELECT 2"
            told     ErrorResponse 08P01 "invalid message format" | ReadyForQuery I
            walk     DONE, owes 1

            # Messages of COPY come late and are passed over
            unlinked
            client   CopyData "x" | CopyDone | CopyFail "x" | Sync
            told     ReadyForQuery I
            walk     DONE

            # A Query needs a server, and so does what comes behind it
            unlinked
            client   Sync | Query "SELECT 1" | Sync
            server   Query "SELECT 1" | Sync
            told     ReadyForQuery I
            walk     DONE, owes 2
            answered
            told     CommandComplete "SELECT 1" | ReadyForQuery I | ReadyForQuery I

            # A FunctionCall needs a server
            unlinked
            client   FunctionCall 1234
            server   FunctionCall 1234
            walk     DONE, owes 1
            answered
            told     FunctionCallResponse "x" | ReadyForQuery I

            # A batch needs a server
            unlinked
            client   Parse s "SELECT 1" | Bind <- s | Execute | Sync
            server   Parse HOWDAH_1 "SELECT 1" | Describe statement HOWDAH_1 | Bind <- HOWDAH_1 | Execute | Sync
            walk     DONE, owes 5
            answered
            told     ParseComplete | BindComplete | CommandComplete "SELECT 1" | ReadyForQuery I
            unlinked
            client   Bind <- s | Execute | Sync
            server   Bind <- HOWDAH_1 | Execute | Sync
            walk     DONE, owes 3

            # Describe needs a server
            unlinked
            client   Describe statement s | Sync
            server   Describe statement s | Sync
            walk     DONE, owes 2

            # Close of a portal needs a server
            unlinked
            client   Close portal p | Sync
            server   Close portal p | Sync
            walk     DONE, owes 2

            # Close of the unnamed statement needs a server
            unlinked
            client   Close statement | Sync
            server   Close statement | Sync
            walk     DONE, owes 2

            # A Close that is not well formed needs a server, for PostgreSQL to refuse it
            unlinked
            client   bytes 430000000853410042 | Sync
            server   Close x'53410042' | Sync
            walk     DONE, owes 2

            # Terminate ends it
            unlinked
            client   Sync | Terminate | Query "SELECT 1"
            told     ReadyForQuery I
            walk     TERMINATED
            client   Sync

            # An unknown type is refused
            unlinked
            client   Sync | bytes 5900000004 | Sync
            told     ReadyForQuery I
            walk     refused: invalid frontend message type 89
            client   Sync

            # A password is refused
            unlinked
            client   Sync | bytes 700000000541 | Sync
            told     ReadyForQuery I
            walk     refused: invalid frontend message type 112

            # A length that cannot be is refused
            unlinked
            client   Sync | bytes 5100000003 | Sync
            told     ReadyForQuery I
            walk     refused: invalid message length 3 in message of type 'Q' (expected: 4 to 1048576)

            # A length that its type does not have is refused
            unlinked
            client   Sync | bytes 5300002711
            told     ReadyForQuery I
            walk     refused: invalid message length 10001 in message of type Sync (expected: 4 to 10000)

            # A client that waits for a server may have said farewell
            unlinked
            held     Query "SELECT 1" | Terminate
            holds    Terminate
            held     Query "SELECT 1" | Sync
            holds    none
            held     Terminate
            holds    Terminate
            held     bytes 58000000
            holds    none
            held     bytes 5100000003 | Terminate
            holds    none
            held     bytes 510000ff0041 | Terminate
            holds    none
            client   Sync
            told     ReadyForQuery I
            walk     DONE
            """;

    /** Requests that no server is to be had for. */
    static final String DROPPED = """
            # A Query is answered with an error and ReadyForQuery
            unlinked
            full
            client   Query "SELECT 1"
            told     ErrorResponse 57014 "no server" | ReadyForQuery I
            walk     DONE
            client   Query "SELECT 1" | Query "SELECT 2" | Sync
            told     ErrorResponse 57014 "no server" | ReadyForQuery I | ErrorResponse 57014 "no server" | ReadyForQuery I
                     | ReadyForQuery I
            walk     DONE

            # A FunctionCall is answered with an error and ReadyForQuery
            unlinked
            full
            client   FunctionCall 1234 | Sync
            told     ErrorResponse 57014 "no server" | ReadyForQuery I | ReadyForQuery I
            walk     DONE

            # A batch is skipped up to its Sync
            unlinked
            full
            client   Parse s "SELECT 1" | Bind <- s | Describe portal | Execute | Flush | Flush "x" | Query "SELECT 2"
                     | FunctionCall 5 | Sync | Query "SELECT 3"
            told     ErrorResponse 57014 "no server" | ReadyForQuery I | ErrorResponse 57014 "no server" | ReadyForQuery I
            walk     DONE

            # One batch after the other is skipped
            unlinked
            full
            client   Parse "SELECT 1" | Bind | Execute | Sync | Bind | Execute | Sync
            told     ErrorResponse 57014 "no server" | ReadyForQuery I | ErrorResponse 57014 "no server" | ReadyForQuery I
            walk     DONE

            # A statement that was dropped does not stand
            unlinked
            full
            client   Parse s "SELECT 1" | Sync
            told     ErrorResponse 57014 "no server" | ReadyForQuery I
            walk     DONE
            room
            client   Bind <- s | Execute | Sync
            server   Bind <- s | Execute | Sync
            walk     DONE, owes 3

            # The client's statement outlives a batch that was dropped
            before   Parse s "SELECT 1" | Sync
            unlinked
            full
            client   Bind <- s | Close statement s | Sync
            told     ErrorResponse 57014 "no server" | ReadyForQuery I
            walk     DONE
            room
            client   Bind <- s | Execute | Sync
            server   Bind <- HOWDAH_1 | Execute | Sync
            walk     DONE, owes 3

            # Terminate behind a request that was dropped
            unlinked
            full
            client   Parse "SELECT 1" | Terminate | Sync
            told     ErrorResponse 57014 "no server"
            walk     TERMINATED

            # An unknown type behind a request that was dropped
            unlinked
            full
            client   Parse "SELECT 1" | bytes 5900000004 | Sync
            told     ErrorResponse 57014 "no server"
            walk     refused: invalid frontend message type 89

            # Messages of COPY, and a Sync with a body, behind a request that was dropped
            unlinked
            full
            client   Execute | CopyData "x" | CopyDone | Sync "x"
            told     ErrorResponse 57014 "no server" | ErrorResponse 08P01 "invalid message format" | ReadyForQuery I
            walk     DONE
            """;

    /** Terminate. */
    static final String FAREWELL = """
            # Terminate stays here
            client   Query "SELECT 1" | Terminate
            server   Query "SELECT 1"
            walk     TERMINATED, owes 1
            answered
            told     CommandComplete "SELECT 1" | ReadyForQuery I

            # Nothing behind Terminate is looked at
            client   Query "SELECT 1" | Terminate | Query "SELECT 2"
            server   Query "SELECT 1"
            walk     TERMINATED, owes 1
            client   Query "SELECT 3"

            # Terminate alone
            client   Terminate
            walk     TERMINATED

            # Terminate with a body
            client   Query "SELECT 1" | Terminate "x"
            server   Query "SELECT 1"
            walk     TERMINATED, owes 1

            # Terminate in a batch
            client   Parse "SELECT 1" | Bind | Execute | Terminate
            server   Parse "SELECT 1" | Bind | Execute
            walk     TERMINATED, owes 3
            """;

    /** Messages that are not well formed. */
    static final String MALFORMED = """
            # An unknown type is refused, and what came before it leaves
            client   Query "SELECT 1" | bytes 5900000004 | Query "SELECT 2"
            server   Query "SELECT 1"
            walk     refused: invalid frontend message type 89, owes 1
            client   Query "SELECT 3"

            # The type 0 is refused
            client   Query "SELECT 1" | bytes 0000000004 | Query "SELECT 2"
            server   Query "SELECT 1"
            walk     refused: invalid frontend message type 0, owes 1

            # A password is refused
            client   Query "SELECT 1" | bytes 700000000541 | Query "SELECT 2"
            server   Query "SELECT 1"
            walk     refused: invalid frontend message type 112, owes 1

            # A length below 4 is refused
            client   Parse s "SELECT 1" | Bind <- s | bytes 4500000003 | Query "SELECT 2"
            server   Parse HOWDAH_1 "SELECT 1" | Describe statement HOWDAH_1 | Bind <- HOWDAH_1
            walk     refused: invalid message length 3 in message of type 'E' (expected: 4 to 1048576), owes 3

            # A negative length is refused
            client   Query "SELECT 1" | bytes 51ffffffff
            server   Query "SELECT 1"
            walk     refused: invalid message length -1 in message of type 'Q' (expected: 4 to 1048576), owes 1

            # A length beyond max_packet_size is refused
            client   Query "SELECT 1" | bytes 5100100001
            server   Query "SELECT 1"
            walk     refused: invalid message length 1048577 in message of type 'Q' (expected: 4 to 1048576), owes 1

            # A length beyond PostgreSQL's limit for the type is refused
            client   Query "SELECT 1" | bytes 4500002711
            server   Query "SELECT 1"
            walk     refused: invalid message length 10001 in message of type Execute (expected: 4 to 10000), owes 1

            # A length beyond PostgreSQL's limit for the type is refused of Terminate too
            client   Query "SELECT 1" | bytes 5800002711
            server   Query "SELECT 1"
            walk     refused: invalid message length 10001 in message of type Terminate (expected: 4 to 10000), owes 1

            # PostgreSQL's limit for the type may be reached
            client   Query "SELECT 1" | bytes 5800002710
            server   Query "SELECT 1"
            walk     TERMINATED, owes 1

            # A Parse whose name does not end goes on, for PostgreSQL to refuse it
            client   bytes 5000000007412042 | Sync
            server   Parse x'412042' | Sync
            walk     DONE, owes 2
            answer   ErrorResponse 08P01 "no" | ReadyForQuery I
            told     ErrorResponse 08P01 "no" | ReadyForQuery I

            # A Bind whose second name does not end goes on
            client   bytes 420000000841420043 | Sync
            server   Bind x'41420043' | Sync
            walk     DONE, owes 2

            # A Describe, a Close and an Execute that are not well formed go on
            client   bytes 4400000004 | bytes 440000000553 | bytes 440000000853410042 | bytes 430000000853410042
                     | bytes 450000000841424344 | Sync
            server   Describe x'' | Describe x'53' | Describe x'53410042' | Close x'53410042' | Execute x'41424344' | Sync
            walk     DONE, owes 6

            # A Parse and a Bind with bytes behind their fields go on with them
            client   bytes 500000000f7300534551004100000000 | bytes 42000000090073004142 | Sync
            server   Parse x'484f574441485f3100534551004100000000' | Describe statement HOWDAH_1
                     | Bind x'00484f574441485f31004142' | Sync
            walk     DONE, owes 4
            """;

    /** Messages of which a part has come. */
    static final String CUT = """
            # A Query waits to be whole
            client   bytes 510000000d53454c
            walk     DONE, awaits 6 bytes
            client   bytes 454354203100
            server   Query "SELECT 1"
            walk     DONE, owes 1
            answered
            told     CommandComplete "SELECT 1" | ReadyForQuery I

            # A Parse waits to be whole, and what came before it does not
            client   Query "SELECT 1" | bytes 50000000ff73
            server   Query "SELECT 1"
            walk     DONE, owes 1, awaits 250 bytes
            client   bytes 00
            walk     DONE, owes 1, awaits 249 bytes

            # Half a header waits
            client   Sync | bytes 510000
            server   Sync
            walk     DONE, owes 1
            client   bytes 000d53454c454354203100
            server   Query "SELECT 1"
            walk     DONE, owes 2

            # CopyData passes in pieces
            client   Query "COPY t FROM STDIN"
            server   Query "COPY t FROM STDIN"
            walk     DONE, owes 1
            answer   CopyInResponse 1
            told     CopyInResponse 1
            client   bytes 640000000a61
            walk     DONE, owes 1, awaits 5 bytes of a message under way
            client   bytes 6162636465 | CopyDone
            server   CopyData "aabcde" | CopyDone
            walk     DONE, owes 1

            # CopyData under way passes to its end though COPY has failed
            client   Query "COPY t FROM STDIN"
            server   Query "COPY t FROM STDIN"
            walk     DONE, owes 1
            answer   CopyInResponse 1
            told     CopyInResponse 1
            client   bytes 640000000a61
            walk     DONE, owes 1, awaits 5 bytes of a message under way
            answer   ErrorResponse 22P04 "no" | ReadyForQuery I
            told     ErrorResponse 22P04 "no" | ReadyForQuery I
            client   bytes 6162636465 | CopyData "b" | CopyDone | Query "SELECT 1"
            server   CopyData "aabcde" | Query "SELECT 1"
            walk     DONE, owes 1

            # CopyData that is left out is left out to its end
            client   bytes 640000000a61
            walk     DONE, awaits 5 bytes
            client   bytes 5155455259 | Query "SELECT 1"
            server   Query "SELECT 1"
            walk     DONE, owes 1

            # An Execute passes in pieces
            client   Parse "SELECT 1" | Bind | bytes 450000000900
            server   Parse "SELECT 1" | Bind
            walk     DONE, owes 3, awaits 4 bytes of a message under way
            client   bytes 00000000 | Sync
            server   Execute | Sync
            walk     DONE, owes 4
            answered
            told     ParseComplete | BindComplete | CommandComplete "SELECT 1" | ReadyForQuery I

            # A Query that was dropped is left out to its end
            unlinked
            full
            client   bytes 510000000d53454c
            told     ErrorResponse 57014 "no server" | ReadyForQuery I
            walk     DONE, awaits 6 bytes
            client   bytes 454354203100 | Sync
            told     ReadyForQuery I
            walk     DONE
            """;

    /** What depends on a message, or a batch, to come in one buffer: these rows are not cut. */
    static final String IN_ONE_BUFFER = """
            # A batch that meets a plan out of date is sent again, with the statement made anew
            before   Parse s "SELECT 1" | Sync
            client   Bind <- s | Execute | Sync
            server   Bind <- HOWDAH_1 | Execute | Sync
            walk     DONE, owes 3
            answer   ErrorResponse 0A000 "cached plan must not change result type" RevalidateCachedQuery | ReadyForQuery I
            server   Close statement HOWDAH_1 | Parse HOWDAH_1 "SELECT 1" | Describe statement HOWDAH_1 | Bind <- HOWDAH_1
                     | Execute | Sync
            answered
            told     BindComplete | CommandComplete "SELECT 1" | ReadyForQuery I
            """;

    /** Long messages. */
    static final String LONG = """
            # A Query longer than a text that is kept passes in pieces
            client   Query "SELECT '{x*70000}'" | Query "SELECT 1"
            server   Query "SELECT '{x*70000}'" | Query "SELECT 1"
            walk     DONE, owes 2
            answered
            told     CommandComplete "SELECT 1" | ReadyForQuery I | CommandComplete "SELECT 1" | ReadyForQuery I

            # A long unnamed Parse passes in pieces, and is not brought to another server
            client   Parse "SELECT '{x*70000}'" | Bind | Execute | Sync
            server   Parse "SELECT '{x*70000}'" | Bind | Execute | Sync
            walk     DONE, owes 4
            answered
            told     ParseComplete | BindComplete | CommandComplete "SELECT 1" | ReadyForQuery I
            elsewhere
            client   Bind | Execute | Sync
            server   Close statement | Bind | Execute | Sync
            walk     DONE, owes 4

            # A long named Parse is brought to another server
            before   Parse s "SELECT '{x*70000}'" | Sync
            elsewhere
            client   Bind <- s | Execute | Sync
            server   Parse HOWDAH_1 "SELECT '{x*70000}'" | Describe statement HOWDAH_1 | Bind <- HOWDAH_1 | Execute | Sync
            walk     DONE, owes 5

            # A Bind with a long value gets the pooler's name
            before   Parse s "SELECT $1" | Sync
            client   Bind <- s = {x*70000} y | Execute | Sync
            server   Bind <- HOWDAH_1 = {x*70000} y | Execute | Sync
            walk     DONE, owes 3
            answered
            told     BindComplete | CommandComplete "SELECT 1" | ReadyForQuery I

            # Long CopyData passes in pieces
            client   Query "COPY t FROM STDIN"
            server   Query "COPY t FROM STDIN"
            walk     DONE, owes 1
            answer   CopyInResponse 1
            told     CopyInResponse 1
            client   CopyData "{x*70000}" | CopyData "{y*70000}" | CopyDone
            server   CopyData "{x*70000}" | CopyData "{y*70000}" | CopyDone
            walk     DONE, owes 1
            answer   CommandComplete "COPY 2" | ReadyForQuery I
            told     CommandComplete "COPY 2" | ReadyForQuery I

            # Long CopyData outside COPY is left out
            client   CopyData "{x*70000}" | Query "SELECT 1"
            server   Query "SELECT 1"
            walk     DONE, owes 1

            # A long message to be skipped is left out
            client   Execute
            server   Execute
            walk     DONE, owes 1
            answer   ErrorResponse 34000 "no"
            told     ErrorResponse 34000 "no"
            client   Query "SELECT '{x*70000}'" | Parse "SELECT '{x*70000}'" | Bind = {x*70000} | Sync
            server   Sync
            walk     DONE, owes 1

            # A long request that is dropped
            unlinked
            full
            client   Query "SELECT '{x*70000}'" | Parse "SELECT '{x*70000}'" | Bind = {x*70000} | Sync
            told     ErrorResponse 57014 "no server" | ReadyForQuery I | ErrorResponse 57014 "no server" | ReadyForQuery I
            walk     DONE
            """;

    private RequestRelayRows() {}
}
