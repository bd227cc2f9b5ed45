// Package web is the staff console: the office in a browser.
package web
