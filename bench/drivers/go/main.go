// Go's drivers (lib/pq and pgx) against a running Howdah, its data side and its console. A line for each check; the first that fails
// ends it with status 1.
//
//	go mod init drivers && go mod tidy
//	go run . 'postgres://app@127.0.0.1:6432/shop?sslmode=disable' 'postgres://boss@127.0.0.1:6432/pgbouncer?sslmode=disable'
package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"

	"github.com/jackc/pgx/v4"
	_ "github.com/jackc/pgx/v4/stdlib"
	_ "github.com/lib/pq"
)

var shows = []string{"POOLS", "CLIENTS", "SERVERS", "DATABASES", "USERS", "STATS", "STATS_TOTALS", "STATS_AVERAGES", "TOTALS", "LISTS",
	"CONFIG", "SOCKETS", "ACTIVE_SOCKETS", "MEM", "STATE", "VERSION", "PEERS", "PEER_POOLS", "DNS_HOSTS", "DNS_ZONES", "WAITING",
	"TRANSACTIONS", "LOOPS", "POOLS_EXTENDED", "PREPARED"}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: drivers DATABASE_URL CONSOLE_URL")
		os.Exit(2)
	}
	for _, driver := range []string{"postgres", "pgx"} {
		database(driver, os.Args[1])
		admin(driver, os.Args[2])
	}
	pgxAlone(os.Args[1], os.Args[2])
}

func database(driver, address string) {
	db, err := sql.Open(driver, address)
	check("", err)
	defer db.Close()
	db.SetMaxOpenConns(8)
	done := make(chan error)
	for i := 0; i < 8; i++ {
		go func(i int) {
			for j := 0; j < 200; j++ {
				var answer int
				if err := db.QueryRow("SELECT $1::int + $2::int", i, j).Scan(&answer); err != nil || answer != i+j {
					done <- fmt.Errorf("%d + %d: %d, %v", i, j, answer, err)
					return
				}
			}
			done <- nil
		}(i)
	}
	for i := 0; i < 8; i++ {
		check("", <-done)
	}
	fmt.Println("ok", driver, "parameters, eight connections at once")
	statement, err := db.Prepare("SELECT $1::text")
	check("", err)
	for i := 0; i < 100; i++ {
		var text string
		check("", statement.QueryRow(fmt.Sprint(i)).Scan(&text))
		if text != fmt.Sprint(i) {
			check(driver+" prepared", fmt.Errorf("%s instead of %d", text, i))
		}
	}
	fmt.Println("ok", driver, "prepared statements")
	tx, err := db.Begin()
	check("", err)
	_, err = tx.Exec("CREATE TEMP TABLE t (a int) ON COMMIT DROP")
	check("", err)
	_, err = tx.Exec("INSERT INTO t SELECT generate_series(1, 10)")
	check("", err)
	var count int
	check("", tx.QueryRow("SELECT count(*) FROM t").Scan(&count))
	check(driver+" transaction", tx.Commit())
	if _, err = db.Exec("SELECT nothing"); err == nil {
		check(driver, fmt.Errorf("no error where one was expected"))
	}
	check(driver+" after an error", db.Ping())
}

func admin(driver, address string) {
	db, err := sql.Open(driver, address)
	check("", err)
	defer db.Close()
	check(driver+" console ping", db.Ping())
	for _, show := range shows {
		rows, err := db.Query("SHOW " + show)
		check("", err)
		columns, err := rows.Columns()
		check("", err)
		values := make([]interface{}, len(columns))
		for i := range values {
			values[i] = new(interface{})
		}
		for rows.Next() {
			check("", rows.Scan(values...))
		}
		check("", rows.Err())
	}
	fmt.Println("ok", driver, "console: every SHOW")
	if _, err = db.Exec("SHOW NONSENSE"); err == nil {
		check(driver, fmt.Errorf("no error where one was expected"))
	}
	_, err = db.Exec("RELOAD")
	check(driver+" console RELOAD", err)
}

func pgxAlone(address, console string) {
	ctx := context.Background()
	connection, err := pgx.Connect(ctx, address)
	check("pgx connect", err)
	defer connection.Close(ctx)
	batch := &pgx.Batch{}
	for i := 0; i < 50; i++ {
		batch.Queue("SELECT $1::int", i)
	}
	results := connection.SendBatch(ctx, batch)
	for i := 0; i < 50; i++ {
		var answer int
		check("", results.QueryRow().Scan(&answer))
	}
	check("pgx batch", results.Close())
	admin, err := pgx.Connect(ctx, console)
	check("pgx console connect", err)
	defer admin.Close(ctx)
	rows, err := admin.Query(ctx, "SHOW POOLS")
	check("", err)
	for rows.Next() {
		_, err = rows.Values()
		check("", err)
	}
	check("pgx console, extended protocol and binary values", rows.Err())
}

func check(what string, err error) {
	if err != nil {
		fmt.Println("FAILED", what, err)
		os.Exit(1)
	}
	if what != "" {
		fmt.Println("ok", what)
	}
}
