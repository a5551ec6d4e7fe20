"""Which Eclipse there is for the workspace, and with which plug-ins."""

import shutil

from conftest import EGIT, PYDEV


def test_no_eclipse_and_one_without_plug_ins(patient):
    patient.run("import")
    assert patient.ids() == ["eclipse-missing"]
    program = patient.eclipse("org.eclipse.platform_4.26.0")
    assert patient.ids() == ["pydev-missing", "egit-missing"]
    for plugin in (PYDEV, EGIT):
        (patient.home / ".p2/pool/plugins" / plugin).mkdir(parents=True)
    assert patient.ids() == []
    program.chmod(0o644)
    assert patient.ids() == ["eclipse-missing"]


def test_a_pydev_that_does_not_know_the_python(patient):
    preferences = patient.root / "workspace/.metadata/.plugins/org.eclipse.core.runtime/.settings/org.python.pydev.prefs"
    patient.run("import", "--interpreter", "/usr/bin/python3")
    patient.eclipse("org.python.pydev_9.3.0.202203051235", EGIT)
    (found,) = patient.findings()
    assert (found["id"], found["path"]) == ("pydev-does-not-know-python", str(preferences))
    assert "3.10" in found["message"]
    shutil.rmtree(patient.home / "eclipse")
    patient.eclipse(PYDEV, EGIT)
    assert patient.ids() == []
