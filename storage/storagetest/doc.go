// Package storagetest is what every test of ours that needs a database is built on: real databases, made in a moment
// and gone afterwards, and the suite that each kind of database passes.
//
// # Databases
//
//	func TestMain(m *testing.M) { storagetest.Main(m) }
//
//	func TestSomething(t *testing.T) {
//		url := storagetest.Postgres(t) // postgres://…, migrated and empty, dropped with the test
//
// A test process that asks for PostgreSQL gets a cluster of its own on 127.0.0.1, started once. No server outlives its
// tests: not after a failure, a panic or a timeout, nor after kill -9. A child process that a test starts connects by
// the same URL. SQLite needs nothing of the kind: a file is a database.
//
// # What may enter
//
// Helpers and cases that hold for every kind of database. What only one kind can do is tested in package storage.
// Nothing here replaces a database by an imitation of one.
//
// # One more
//
// A case is a function of the suite, named by the noun it is about; both databases run it without being told. A new
// kind of database gives the suite one function that opens an empty one.
package storagetest
