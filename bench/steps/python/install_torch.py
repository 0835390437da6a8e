"""Installs PyTorch for the processor alone.

PyPI's torch for Linux is built for CUDA and asks for several gigabytes of CUDA libraries. On a processor none of their
functions is ever called, yet torch loads only where files of their names are. So it is installed without them (but for the
two small ones that it does call while it loads), and empty libraries stand in for the rest. Where no C compiler is there to
make these, or torch does not load so, everything that it asks for is installed. Run by bench/setup.sh, with the venv's Python.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile

TORCH = "torch==2.15.0"
CUDA_CALLED_WHILE_LOADING = ["nvidia-cuda-runtime==13.2.75", "nvidia-cuda-cupti==13.2.75"]
# the one variable that torch takes from a CUDA library: it must be there, with its version, for torch to load
VARIABLES = {"libnvshmem_host.so.3": ("int nvshmem_selected_device_transport;", "NVSHMEM { global: *; };")}
HERE = pathlib.Path(__file__).parent


def pip(*arguments):
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input"]
    subprocess.run([sys.executable, "-m", "pip", "install", *quiet, *arguments], check=True)


def loads(tell=True):
    """True where torch loads in a process of its own and multiplies; else tells why not."""
    program = "from lazy_torch import import_torch; t = import_torch(); assert float(t.ones(3) @ t.ones(3)) == 3"
    run = subprocess.run([sys.executable, "-c", program], cwd=HERE, capture_output=True, text=True)
    if run.returncode != 0 and tell:
        print(run.stderr.strip().splitlines()[-1], file=sys.stderr)
    return run.returncode == 0


def missing_libraries(folder):
    names = set()
    for library in folder.glob("*.so"):
        listed = subprocess.run(["ldd", library], capture_output=True, text=True).stdout
        names.update(re.findall(r"(\S+) => not found", listed))
    return names


def make_empty_libraries(folder, compiler):
    with tempfile.TemporaryDirectory() as scratch:
        for name in sorted(missing_libraries(folder)):
            source, versions = VARIABLES.get(name, ("", None))
            flags = ["-shared", "-fPIC", "-nostdlib", f"-Wl,-soname,{name}"]
            if versions:
                script = pathlib.Path(scratch, "versions")
                script.write_text(versions)
                flags.append(f"-Wl,--version-script={script}")
            command = [compiler, "-x", "c", *flags, "-o", folder / name, "-"]
            subprocess.run(command, input=source, text=True, check=True)


def install():
    pip("-r", HERE / "requirements-torch.txt")
    compiler = shutil.which("cc") or shutil.which("gcc")
    if sys.platform != "linux" or compiler is None:
        pip(TORCH)
        return
    pip("--no-deps", TORCH, *CUDA_CALLED_WHILE_LOADING)
    if loads(tell=False):
        return
    make_empty_libraries(pathlib.Path(sysconfig.get_path("platlib"), "torch", "lib"), compiler)
    if not loads():
        print("torch does not load without CUDA's libraries: installing them", file=sys.stderr)
        pip("--force-reinstall", TORCH)


install()
if not loads():
    sys.exit("torch was installed and does not load (its message is above)")
