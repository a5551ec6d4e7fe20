"""What must be true of a workspace in Eclipse after an import, whatever was imported."""

import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any, Dict, List

import handmade


def by_name(items: List[Dict[str, Any]]) -> Dict[str, Dict[str, Any]]:
    found = {item["name"]: item for item in items}
    assert len(found) == len(items), [item["name"] for item in items]
    return found


def check_projects(report: Dict[str, Any], imported: Dict[str, Any]) -> None:
    """Every project that import speaks of is in Eclipse as import says, and well."""
    seen = by_name(report["projects"])
    for name, project in by_name(imported["projects"]).items():
        assert name in seen, f"{name} is not registered"
        found = seen[name]
        assert found["open"], name
        assert found["location"] == project["location"]
        assert {"id": handmade.PYTHON_NATURE, "known": True, "enabled": True} in found["natures"], name
        assert "org.python.pydev.PyDevBuilder" in found["builders"], name
        assert sorted(found["references"]) == sorted(project["references"]), name
        assert found["markers"] == [], name
        assert found["files"] > 1, f"{name} was not refreshed"
    assert [status for status in report["logged"] if "unsaved changes" not in status["message"]] == []


def attributes_in(file: Path) -> Dict[str, Any]:
    """The attributes of a .launch file, read without Eclipse."""
    convert = {"stringAttribute": str, "intAttribute": int, "booleanAttribute": lambda text: text == "true"}
    attributes: Dict[str, Any] = {}
    for element in ElementTree.parse(file).getroot():
        key = element.get("key")
        if element.tag == "mapAttribute":
            attributes[key] = {entry.get("key"): entry.get("value") for entry in element}
        elif element.tag in ("listAttribute", "setAttribute"):
            attributes[key] = [entry.get("value") for entry in element]
        else:
            attributes[key] = convert[element.tag](element.get("value"))
    return attributes


def file_of(configuration: Dict[str, Any], report: Dict[str, Any], workspace: Path) -> Path:
    """Where Eclipse has read a configuration from."""
    if configuration["local"]:
        launches = workspace / ".metadata/.plugins/org.eclipse.debug.core/.launches"
        return launches / f"{configuration['name']}.launch"
    _, project, path = configuration["file"].split("/", 2)
    return Path(by_name(report["projects"])[project]["location"], path)


def check_launch_configurations(report: Dict[str, Any], imported: Dict[str, Any], workspace: Path) -> None:
    """Every launch configuration that import speaks of is read whole, and leads to what exists."""
    seen = by_name(report["launchConfigurations"])
    for name, configuration in by_name(imported["launchConfigurations"]).items():
        assert name in seen, f"{name} is not read"
        found = seen[name]
        assert found["typeKnown"] and found["type"] == configuration["type"], name
        file = file_of(found, report, workspace)
        assert Path(configuration["file"]) == file, name
        assert found["attributes"] == attributes_in(file), name
        assert found["substitutionErrors"] == {}, name
        assert all(resource["exists"] for resource in found["mappedResources"]), name
        if found["type"] != handmade.GROUP:
            assert found["attributes"]["org.python.pydev.debug.ATTR_PROJECT"] == configuration["project"]
            assert found["workingDirectory"]["isDirectory"], name
            assert found["locations"], name
            for location in found["locations"]:
                assert location["isFile"] or location["isDirectory"], location
    check_launch_groups(report, workspace)


def check_launch_groups(report: Dict[str, Any], workspace: Path) -> None:
    configurations = by_name(report["launchConfigurations"])
    for group in report["launchGroups"]:
        file = file_of(configurations[group["name"]], report, workspace)
        attributes = attributes_in(file)
        prefix = "org.eclipse.debug.core.launchGroup"
        count = len([key for key in attributes if key.endswith(".name")])
        in_file = [attributes[f"{prefix}.{index}.name"] for index in range(count)]
        assert [element["name"] for element in group["elements"]] == in_file
        for element in group["elements"]:
            assert element["found"] and element["enabled"], element
