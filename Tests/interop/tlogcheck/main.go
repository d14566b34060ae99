// Command tlogcheck checks a log directory with Go's checksum-database packages, which share no code with ours:
//
//	checkpoint     the signed note
//	vkey           verifier keys, one a line, the log's first; cosigner keys (type 4) may follow
//	tile/<L>/<N>   hash tiles of the C2SP tlog-tiles layout, full and partial
//	tile/entries/  entry bundles; or instead a file named entries with one entry a line, in hex
//	proofs.json    optional: {"inclusion": [{"index", "size", "hashes"}],
//	               "consistency": [{"old", "new", "hashes"}]}, hashes in base64
//
// It prints one line beginning with OK for each check and exits with 1 at the first failure.
package main

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: tlogcheck DIR")
		os.Exit(2)
	}
	if err := check(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "FAIL", err)
		os.Exit(1)
	}
}

func check(dir string) error {
	tree, err := openCheckpoint(dir)
	if err != nil {
		return fmt.Errorf("checkpoint: %v", err)
	}
	log, err := readLog(dir, tree.N)
	if err != nil {
		return fmt.Errorf("entries: %v", err)
	}
	root, err := tlog.TreeHash(tree.N, log)
	if err != nil {
		return err
	}
	if root != tree.Hash {
		return fmt.Errorf("root: entries give %v, the checkpoint says %v", root, tree.Hash)
	}
	fmt.Printf("OK root %v over %d entries\n", root, tree.N)
	if err := checkTiles(dir, tree, log); err != nil {
		return fmt.Errorf("tiles: %v", err)
	}
	if err := checkProofs(dir, log); err != nil {
		return fmt.Errorf("proofs: %v", err)
	}
	return nil
}

// openCheckpoint verifies the note with the keys in vkey and reads the three lines of the checkpoint.
func openCheckpoint(dir string) (tlog.Tree, error) {
	var tree tlog.Tree
	keys, err := os.ReadFile(filepath.Join(dir, "vkey"))
	if err != nil {
		return tree, err
	}
	var verifiers []note.Verifier
	for _, line := range strings.Fields(string(keys)) {
		v, err := note.NewVerifier(line)
		if err != nil {
			v, err = newCosignatureVerifier(line)
		}
		if err != nil {
			return tree, fmt.Errorf("vkey %q: %v", line, err)
		}
		verifiers = append(verifiers, v)
	}
	if len(verifiers) == 0 {
		return tree, fmt.Errorf("no keys in vkey")
	}
	msg, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return tree, err
	}
	n, err := note.Open(msg, note.VerifierList(verifiers...))
	if err != nil {
		return tree, err
	}
	signed := false
	for _, sig := range n.Sigs {
		fmt.Printf("OK signature %s+%08x\n", sig.Name, sig.Hash)
		signed = signed || sig.Name == verifiers[0].Name() && sig.Hash == verifiers[0].KeyHash()
	}
	if !signed {
		return tree, fmt.Errorf("not signed by %s", verifiers[0].Name())
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) < 4 {
		return tree, fmt.Errorf("fewer than three lines")
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

// A cosignatureVerifier checks cosignature/v1 lines (C2SP tlog-cosignature, signature type 4).
type cosignatureVerifier struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func newCosignatureVerifier(vkey string) (note.Verifier, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, fmt.Errorf("not a verifier key")
	}
	raw, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(raw) != 33 || raw[0] != 4 {
		return nil, fmt.Errorf("not a key of type 1 or 4")
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), raw...))
	hash := binary.BigEndian.Uint32(sum[:])
	if fmt.Sprintf("%08x", hash) != parts[1] {
		return nil, fmt.Errorf("wrong key hash")
	}
	return &cosignatureVerifier{parts[0], hash, ed25519.PublicKey(raw[1:])}, nil
}

func (v *cosignatureVerifier) Name() string    { return v.name }
func (v *cosignatureVerifier) KeyHash() uint32 { return v.hash }

func (v *cosignatureVerifier) Verify(msg, sig []byte) bool {
	if len(sig) != 72 {
		return false
	}
	time := binary.BigEndian.Uint64(sig)
	return ed25519.Verify(v.key, []byte(fmt.Sprintf("cosignature/v1\ntime %d\n%s", time, msg)), sig[8:])
}

// A memoryLog holds all hashes of a tree in Go's own storage order, worked out from the entries alone.
type memoryLog struct {
	size   int64
	leaves []tlog.Hash
	hashes []tlog.Hash
}

func (l *memoryLog) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		if x < 0 || x >= int64(len(l.hashes)) {
			return nil, fmt.Errorf("hash %d is beyond the entries", x)
		}
		out[i] = l.hashes[x]
	}
	return out, nil
}

func (l *memoryLog) add(entry []byte) error {
	hashes, err := tlog.StoredHashes(l.size, entry, l)
	if err != nil {
		return err
	}
	l.hashes = append(l.hashes, hashes...)
	l.leaves = append(l.leaves, hashes[0])
	l.size++
	return nil
}

func readLog(dir string, size int64) (*memoryLog, error) {
	log := &memoryLog{}
	file, err := os.Open(filepath.Join(dir, "entries"))
	if err == nil {
		defer file.Close()
		lines := bufio.NewScanner(file)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() && log.size < size {
			entry, err := hex.DecodeString(lines.Text())
			if err != nil {
				return nil, err
			}
			if err := log.add(entry); err != nil {
				return nil, err
			}
		}
	} else if err := readBundles(dir, size, log); err != nil {
		return nil, err
	}
	if log.size != size {
		return nil, fmt.Errorf("there are %d of %d", log.size, size)
	}
	return log, nil
}

func readBundles(dir string, size int64, log *memoryLog) error {
	for n := int64(0); n<<tileHeight < size; n++ {
		width := widthAt(size, n)
		data, err := os.ReadFile(filepath.Join(dir, c2spPath("entries", n, width)))
		if err != nil {
			return err
		}
		for ; width > 0; width-- {
			if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
				return fmt.Errorf("bundle %d is cut off", n)
			}
			end := 2 + int(binary.BigEndian.Uint16(data))
			if err := log.add(data[2:end]); err != nil {
				return err
			}
			data = data[end:]
		}
		if len(data) > 0 {
			return fmt.Errorf("bundle %d has %d bytes too many", n, len(data))
		}
	}
	fmt.Printf("OK entry bundles of %d entries\n", size)
	return nil
}

// c2spPath turns Go's tile/<H>/<L>/... into the C2SP form tile/<L>/..., which fixes the height.
func c2spPath(level string, n int64, width int) string {
	path := tlog.Tile{H: tileHeight, L: 0, N: n, W: width}.Path()
	return "tile/" + level + strings.TrimPrefix(path, "tile/8/0")
}

// checkTiles compares every tile file with the hashes from the entries, and lets Go make proofs from the files alone.
func checkTiles(dir string, tree tlog.Tree, log *memoryLog) error {
	tiles := allTiles(tree.N)
	for _, tile := range tiles {
		want, err := tlog.ReadTileData(tile, log)
		if err != nil {
			return err
		}
		path := c2spPath(strconv.Itoa(tile.L), tile.N, tile.W)
		got, err := os.ReadFile(filepath.Join(dir, path))
		if err != nil {
			return err
		}
		if !bytes.Equal(got, want) {
			return fmt.Errorf("%s does not hold the hashes of the entries", path)
		}
	}
	fmt.Printf("OK %d hash tiles\n", len(tiles))
	reader := tlog.TileHashReader(tree, tileFiles{dir, tree.N})
	step := tree.N/50 + 1
	proofs := 0
	for n := int64(0); n < tree.N; n += step {
		proof, err := tlog.ProveRecord(tree.N, n, reader)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, n, log.leaves[n]); err != nil {
			return fmt.Errorf("record %d: %v", n, err)
		}
		proofs++
	}
	fmt.Printf("OK %d proofs made from the tiles\n", proofs)
	return nil
}

// allTiles lists the tiles of a tree: at each level the full ones and at most one partial one.
func allTiles(size int64) []tlog.Tile {
	var tiles []tlog.Tile
	for level, count := 0, size; count > 0; level, count = level+1, count>>tileHeight {
		for n := int64(0); n<<tileHeight < count; n++ {
			tiles = append(tiles, tlog.Tile{H: tileHeight, L: level, N: n, W: widthAt(count, n)})
		}
	}
	return tiles
}

// widthAt is the width of tile n at a level of count hashes.
func widthAt(count, n int64) int {
	if width := count - n<<tileHeight; width < 1<<tileHeight {
		return int(width)
	}
	return 1 << tileHeight
}

// tileFiles serves tile files to Go's reader, which may ask for the beginning of a tile only.
type tileFiles struct {
	dir  string
	size int64
}

func (tileFiles) Height() int                     { return tileHeight }
func (tileFiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (f tileFiles) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		width := widthAt(f.size>>(tileHeight*tile.L), tile.N)
		data, err := os.ReadFile(filepath.Join(f.dir, c2spPath(strconv.Itoa(tile.L), tile.N, width)))
		if err != nil {
			return nil, err
		}
		if len(data) < tile.W*tlog.HashSize {
			return nil, fmt.Errorf("tile %s is too short", tile.Path())
		}
		all = append(all, data[:tile.W*tlog.HashSize])
	}
	return all, nil
}

func checkProofs(dir string, log *memoryLog) error {
	data, err := os.ReadFile(filepath.Join(dir, "proofs.json"))
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	var proofs struct {
		Inclusion []struct {
			Index, Size int64
			Hashes      []tlog.Hash
		}
		Consistency []struct {
			Old, New int64
			Hashes   []tlog.Hash
		}
	}
	if err := json.Unmarshal(data, &proofs); err != nil {
		return err
	}
	for _, p := range proofs.Inclusion {
		root, err := tlog.TreeHash(p.Size, log)
		if err != nil {
			return err
		}
		if p.Index < 0 || p.Index >= p.Size {
			return fmt.Errorf("entry %d of %d", p.Index, p.Size)
		}
		if err := tlog.CheckRecord(p.Hashes, p.Size, root, p.Index, log.leaves[p.Index]); err != nil {
			return fmt.Errorf("entry %d of %d: %v", p.Index, p.Size, err)
		}
	}
	fmt.Printf("OK %d inclusion proofs\n", len(proofs.Inclusion))
	for _, p := range proofs.Consistency {
		oldRoot, err := tlog.TreeHash(p.Old, log)
		if err != nil {
			return err
		}
		newRoot, err := tlog.TreeHash(p.New, log)
		if err != nil {
			return err
		}
		if err := tlog.CheckTree(p.Hashes, p.New, newRoot, p.Old, oldRoot); err != nil {
			return fmt.Errorf("from %d to %d: %v", p.Old, p.New, err)
		}
	}
	fmt.Printf("OK %d consistency proofs\n", len(proofs.Consistency))
	return nil
}
