// Verifies what a Gatehouse serves with the packages of Go's checksum database, which know nothing of Gatehouse. Reads
// questions as lines of JSON and answers each with one line: "ok", or what is wrong.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type question struct {
	Ask   string      `json:"ask"`
	Key   string      `json:"key"`
	Note  string      `json:"note"`
	Size  int64       `json:"size"`
	Root  tlog.Hash   `json:"root"`
	Old   int64       `json:"old"`
	Older tlog.Hash   `json:"older"`
	Index int64       `json:"index"`
	Entry []byte      `json:"entry"`
	Proof []tlog.Hash `json:"proof"`
	URL   string      `json:"url"`
}

func main() {
	lines := bufio.NewReader(os.Stdin)
	for {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF {
			return
		}
		var asked question
		if err == nil {
			err = json.Unmarshal(line, &asked)
		}
		if err == nil {
			err = answer(asked)
		}
		if err != nil {
			fmt.Println(strings.ReplaceAll(err.Error(), "\n", " "))
			continue
		}
		fmt.Println("ok")
	}
}

func answer(asked question) error {
	switch asked.Ask {
	case "checkpoint":
		return checkpoint(asked)
	case "inclusion":
		return tlog.CheckRecord(asked.Proof, asked.Size, asked.Root, asked.Index, tlog.RecordHash(asked.Entry))
	case "consistency":
		return tlog.CheckTree(asked.Proof, asked.Size, asked.Root, asked.Old, asked.Older)
	case "tiles":
		return tiles(asked)
	}
	return fmt.Errorf("there is no question %q", asked.Ask)
}

// Whether a note is signed, and says this size and root.
func checkpoint(asked question) error {
	verifier, err := note.NewVerifier(asked.Key)
	if err != nil {
		return err
	}
	opened, err := note.Open([]byte(asked.Note), note.VerifierList(verifier))
	if err != nil {
		return err
	}
	text := fmt.Sprintf("%s\n%d\n%s\n", verifier.Name(), asked.Size, asked.Root)
	if opened.Text != text {
		return fmt.Errorf("the note says %q", opened.Text)
	}
	return nil
}

// Whether Go's own client, from nothing but tiles, comes to the same proofs: it checks each tile against the root.
func tiles(asked question) error {
	reader := tlog.TileHashReader(tlog.Tree{N: asked.Size, Hash: asked.Root}, served{asked.URL})
	proof, err := tlog.ProveRecord(asked.Size, asked.Index, reader)
	if err != nil {
		return err
	}
	if fmt.Sprint(proof) != fmt.Sprint(tlog.RecordProof(asked.Proof)) {
		return fmt.Errorf("from tiles the proof is %v", proof)
	}
	return nil
}

// Tiles as a server has them, as c2sp.org/tlog-tiles names them.
type served struct{ url string }

func (served) Height() int                     { return 8 }
func (served) SaveTiles([]tlog.Tile, [][]byte) {}
func (s served) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range wanted {
		bytes, err := s.read(tile)
		if err != nil {
			return nil, err
		}
		all = append(all, bytes)
	}
	return all, nil
}

func (s served) read(tile tlog.Tile) ([]byte, error) {
	path := strconv.Itoa(tile.L) + strings.TrimPrefix(tile.Path(), "tile/8/"+strconv.Itoa(tile.L))
	response, err := http.Get(s.url + "/log/tile/" + path)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", path, response.Status)
	}
	return io.ReadAll(response.Body)
}
