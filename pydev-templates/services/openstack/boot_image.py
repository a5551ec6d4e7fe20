"""An image of a disk that boots: it writes a line on its first serial port and halts."""

SAYS = b"booted from a disk of 1 MiB: this is verify's machine\r\n"
SIZE = 1 << 20
ADDRESS = 0x7C00  # where a PC loads the first sector

# cli; xor ax,ax; mov ds,ax; mov si,TEXT; cld
# next: lodsb; test al,al; jz halt; mov bl,al
# busy: mov dx,3fdh; in al,dx; test al,20h; jz busy; mov al,bl; mov dx,3f8h; out dx,al; jmp next
# halt: hlt; jmp halt
BEFORE_TEXT = bytes.fromhex("fa31c08ed8be")
AFTER_TEXT = bytes.fromhex("fcac84c0741288c3bafd03eca82074fb88d8baf803eeebe9f4ebfd")


def image():
    text = ADDRESS + len(BEFORE_TEXT) + 2 + len(AFTER_TEXT)
    code = BEFORE_TEXT + text.to_bytes(2, "little") + AFTER_TEXT + SAYS + b"\0"
    return code.ljust(510, b"\0") + b"\x55\xaa" + bytes(SIZE - 512)
