"""The container files, by their own linters and validators; each is also seen to refuse a file with a fault."""

import copy
import re
import shutil
import subprocess
import sys
from pathlib import Path

import kubernetes_validate
import pytest
import yaml
from scaled.edge import make_certificate

DEPLOY = Path(__file__).resolve().parent.parent
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
OBJECTS = [each for path in MANIFESTS if path.name != "kustomization.yaml" for each in yaml.safe_load_all(path.read_text())]
VERSIONS = ("1.31", "1.33")


def tool(name, *arguments):
    return subprocess.run([str(Path(sys.executable).parent / name), *map(str, arguments)], capture_output=True, text=True, check=False)


def of_kind(kind, name=None):
    return [each for each in OBJECTS if each["kind"] == kind and name in (None, each["metadata"]["name"])]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("manifest", OBJECTS, ids=lambda each: f"{each['kind']}-{each['metadata']['name']}")
def test_kubernetes_takes_every_object(manifest, version):
    kubernetes_validate.validate(manifest, version, strict=True)


def test_kubernetes_refuses_a_fault():
    broken = copy.deepcopy(of_kind("Deployment", "rrn-replicas")[0])
    broken["spec"]["template"]["spec"]["containers"][0]["readinessProb"] = {}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(broken, VERSIONS[0], strict=True)


def test_names_agree_across_the_manifests():
    for deployment in of_kind("Deployment"):
        spec = deployment["spec"]["template"]["spec"]
        volumes = {each["name"] for each in spec["volumes"]}
        for container in spec["containers"]:
            assert {each["name"] for each in container["volumeMounts"]} <= volumes
            assert container["resources"]["limits"]["memory"]
            assert container["resources"]["requests"]
            assert container["securityContext"]["readOnlyRootFilesystem"] is True
            assert "livenessProbe" in container
            for source in container.get("envFrom", []):
                ((kind, name),) = ((kind[0].upper() + kind[1:-3], ref["name"]) for kind, ref in source.items())
                assert of_kind({"ConfigMap": "ConfigMap", "Secret": "Secret"}[kind], name)
    for kind in ("Service", "PodDisruptionBudget", "NetworkPolicy"):
        for each in of_kind(kind):
            selector = each["spec"].get("selector") or each["spec"].get("podSelector")
            labels = selector.get("matchLabels", selector)
            assert not labels or any(labels == one["spec"]["template"]["metadata"]["labels"] for one in of_kind("Deployment"))
    upstream = (DEPLOY / "nginx" / "kubernetes" / "upstream.conf").read_text()
    service, namespace = of_kind("Service", "rrn-replicas")[0], of_kind("Namespace")[0]["metadata"]["name"]
    assert f"server {service['metadata']['name']}.{namespace}.svc.cluster.local:{service['spec']['ports'][0]['port']} resolve" in upstream
    assert service["spec"]["clusterIP"] == "None"


def test_a_replica_is_drained_before_it_ends():
    spec = of_kind("Deployment", "rrn-replicas")[0]["spec"]
    pod = spec["template"]["spec"]
    seen_within = int(re.search(r"valid=(\d+)s", (DEPLOY / "nginx" / "kubernetes" / "upstream.conf").read_text())[1])
    for container in pod["containers"]:
        waits = int(container["lifecycle"]["preStop"]["exec"]["command"][1])
        assert seen_within + 5 < waits < pod["terminationGracePeriodSeconds"] - 30  # the longest turn
    assert spec["strategy"]["rollingUpdate"]["maxUnavailable"] == 0


def test_no_secret_is_in_the_manifests():
    for secret in of_kind("Secret"):
        assert all("REPLACE" in value for value in secret["stringData"].values())


def test_kustomize_names_files_that_are_there():
    for folder in ("kubernetes", "nginx"):
        text = yaml.safe_load((DEPLOY / folder / "kustomization.yaml").read_text())
        for name in text.get("resources", []):
            assert (DEPLOY / folder / name).exists()
        for generated in text.get("configMapGenerator", []):
            assert all(
                (DEPLOY / folder / each.partition("=")[2] if "=" in each else DEPLOY / folder / each).exists()
                for each in generated["files"]
            )


def test_compose_is_valid():
    result = tool("check-jsonschema", "--builtin-schema", "vendor.compose-spec", DEPLOY / "compose.yaml")
    assert result.returncode == 0, result.stdout


def test_compose_refuses_a_fault_and_names_files_that_are_there(tmp_path):
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    for service in compose["services"].values():
        for volume in service.get("volumes", []):
            if volume.startswith("."):
                assert (DEPLOY / volume.partition(":")[0]).is_file()
        assert set(service["networks"]) <= set(compose["networks"])
    compose["services"]["replica"]["healthchek"] = {}
    (tmp_path / "compose.yaml").write_text(yaml.safe_dump(compose))
    assert tool("check-jsonschema", "--builtin-schema", "vendor.compose-spec", tmp_path / "compose.yaml").returncode == 1


def test_the_dockerfile_is_clean(tmp_path):
    result = tool("hadolint", DEPLOY / "Dockerfile")
    assert result.returncode == 0, result.stdout
    (tmp_path / "Dockerfile").write_text("FROM python\nRUN cd /x && pip install y\n")
    assert tool("hadolint", tmp_path / "Dockerfile").returncode == 1


def test_what_the_dockerfile_copies_is_there_and_not_ignored():
    text = (DEPLOY / "Dockerfile").read_text()
    kept = [line[1:] for line in (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines() if line.startswith("!")]
    for line in re.findall(r"^COPY (?!--)(.+)$", text, re.M):
        for source in line.split()[:-1]:
            assert (DEPLOY.parent / source).exists()
            assert source == "." or source in kept
    assert all(list(DEPLOY.parent.glob(each)) for each in kept)


def test_the_shell_scripts_are_sound():
    for script in DEPLOY.glob("*.sh"):
        assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0


def nginx_configuration(folder, where):
    """Writes what nginx in a container reads; "resolve" is newer than Debian's nginx, and the names are known only there."""
    shutil.copyfile(DEPLOY / "nginx" / "assistant.conf", folder / "30-assistant.conf")
    shutil.copyfile(DEPLOY / "nginx" / "limits.conf", folder / "10-limits.conf")
    shutil.copyfile(DEPLOY / "nginx" / "office.conf", folder / "15-office.conf")
    upstream = (DEPLOY / "nginx" / where / "upstream.conf").read_text()
    upstream = re.sub(r"server \S+ resolve", "server 127.0.0.1:8080", upstream)
    upstream = re.sub(r"resolver \S+", "resolver 127.0.0.1", upstream).replace("/tmp/assets", str(folder / "assets"))
    (folder / "20-upstream.conf").write_text(upstream)
    make_certificate(folder / "certificate.pem", folder / "key.pem")
    listen = (DEPLOY / "nginx" / where / "listen.conf").read_text().replace("http2 on;\n", "")
    listen = re.sub(r"ssl_certificate \S+;", f"ssl_certificate {folder}/certificate.pem;", listen)
    (folder / "listen.conf").write_text(re.sub(r"ssl_certificate_key \S+;", f"ssl_certificate_key {folder}/key.pem;", listen))
    main = folder / "nginx.conf"
    main.write_text(f"pid {folder}/nginx.pid;\nevents {{}}\nhttp {{ include {folder}/[0-9]*.conf; }}\n")
    return main


@pytest.mark.parametrize("where", ["compose", "kubernetes"])
def test_nginx_takes_the_configuration_of_the_containers(tmp_path, where):
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin")
    main = nginx_configuration(tmp_path, where)
    check = [nginx, "-t", "-c", str(main), "-p", str(tmp_path), "-e", str(tmp_path / "error.log")]
    assert subprocess.run(check, capture_output=True, check=False).returncode == 0
    site = tmp_path / "30-assistant.conf"
    site.write_text(site.read_text().replace("limit_req zone=addresses", "limit_req zone=adresses"))
    assert subprocess.run(check, capture_output=True, check=False).returncode == 1


def test_nginx_names_the_office_as_the_content_does():
    texts = yaml.safe_load((DEPLOY.parent / "data" / "texts.yml").read_text())
    assert f'default "{texts["office"]}";' in (DEPLOY / "nginx" / "office.conf").read_text()


def test_nginx_is_configured_safely(tmp_path):
    # The front uses Host for nothing.
    result = tool("gixy", "--skips", "host_spoofing", nginx_configuration(tmp_path, "compose"))
    assert result.returncode == 0, result.stdout
