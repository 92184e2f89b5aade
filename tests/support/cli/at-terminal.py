"""Runs a command at a terminal of its own, answers its first prompt, and prints what it wrote.

Arguments: the prompt's last characters, the answer, the command. The exit code is the command's.
"""

import os
import pty
import sys

prompt, answer, *command = sys.argv[1:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
written = b""
answered = False
while True:
    try:
        piece = os.read(terminal, 1024)
    except OSError:  # on Linux, how a terminal ends
        break
    if not piece:
        break
    written += piece
    if not answered and written.endswith(prompt.encode()):
        answered = True
        os.write(terminal, answer.encode())
_, status = os.waitpid(pid, 0)
sys.stdout.write(written.decode().replace("\r\n", "\n"))
sys.exit(os.waitstatus_to_exitcode(status))
