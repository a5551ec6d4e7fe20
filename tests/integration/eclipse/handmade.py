"""Projects and launch configurations written by hand, to test the harness without stackdev."""

from pathlib import Path
from typing import Dict, Sequence, Union
from xml.sax.saxutils import quoteattr

PYTHON_RUN = "org.python.pydev.debug.regularLaunchConfigurationType"
UNITTEST = "org.python.pydev.debug.unittestLaunchConfigurationType"
GROUP = "org.eclipse.debug.core.groups.GroupLaunchConfigurationType"
PYTHON_NATURE = "org.python.pydev.pythonNature"

Attribute = Union[str, bool, Dict[str, str]]


def pydev_project(folder: Path, references: Sequence[str] = (), external: Sequence[str] = ()) -> Path:
    folder.mkdir(parents=True)
    (folder / ".project").write_text(
        f"<projectDescription><name>{folder.name}</name><projects>"
        + "".join(f"<project>{name}</project>" for name in references)
        + "</projects><buildSpec><buildCommand><name>org.python.pydev.PyDevBuilder</name></buildCommand>"
        + f"</buildSpec><natures><nature>{PYTHON_NATURE}</nature></natures></projectDescription>")
    (folder / ".pydevproject").write_text(
        "<pydev_project>"
        '<pydev_pathproperty name="org.python.pydev.PROJECT_SOURCE_PATH">'
        "<path>/${PROJECT_DIR_NAME}</path></pydev_pathproperty>"
        '<pydev_pathproperty name="org.python.pydev.PROJECT_EXTERNAL_SOURCE_PATH">'
        + "".join(f"<path>{path}</path>" for path in external)
        + "</pydev_pathproperty></pydev_project>")
    return folder


def launch_configuration(workspace: Path, name: str, kind: str, attributes: Dict[str, Attribute]) -> None:
    """Writes a local launch configuration."""
    lines = [f'<launchConfiguration type="{kind}">']
    for key, value in attributes.items():
        if isinstance(value, dict):
            entries = "".join(f"<mapEntry key={quoteattr(k)} value={quoteattr(v)}/>" for k, v in value.items())
            lines.append(f'<mapAttribute key="{key}">{entries}</mapAttribute>')
        elif isinstance(value, bool):
            lines.append(f'<booleanAttribute key="{key}" value="{str(value).lower()}"/>')
        else:
            lines.append(f'<stringAttribute key="{key}" value={quoteattr(value)}/>')
    lines.append("</launchConfiguration>")
    folder = workspace / ".metadata/.plugins/org.eclipse.debug.core/.launches"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.launch").write_text("\n".join(lines), "utf-8")


def python_run(workspace: Path, name: str, project: str, script: str, **attributes: Attribute) -> None:
    """A configuration that runs project/script; the attributes' keys are as in KEYS."""
    launch_configuration(workspace, name, PYTHON_RUN, {
        "org.eclipse.ui.externaltools.ATTR_LOCATION": f"${{workspace_loc:{project}/{script}}}",
        "org.python.pydev.debug.ATTR_PROJECT": project,
        "process_factory_id": "org.python.pydev.debug.processfactory.PyProcessFactory",
        **{KEYS[key]: value for key, value in attributes.items()}})


KEYS = {
    "arguments": "org.eclipse.ui.externaltools.ATTR_TOOL_ARGUMENTS",
    "directory": "org.eclipse.ui.externaltools.ATTR_WORKING_DIRECTORY",
    "environment": "org.eclipse.debug.core.environmentVariables",
    "append_environment": "org.eclipse.debug.core.appendEnvironmentVariables",
    "vm_arguments": "org.python.pydev.debug.vm.arguments",
    "interpreter": "org.python.pydev.debug.ATTR_INTERPRETER",
}


def launch_group(workspace: Path, name: str, *elements: Dict[str, Attribute]) -> None:
    """A launch group; each element gives at least its name, and what differs from the defaults."""
    attributes: Dict[str, Attribute] = {}
    for index, element in enumerate(elements):
        defaults: Dict[str, Attribute] = {
            "mode": "inherit", "enabled": True, "adoptIfRunning": False, "action": "NONE", "actionParam": ""}
        for key, value in {**defaults, **element}.items():
            attributes[f"org.eclipse.debug.core.launchGroup.{index}.{key}"] = value
    launch_configuration(workspace, name, GROUP, attributes)
