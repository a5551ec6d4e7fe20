#include "clone/remote_url.h"

#include <gtest/gtest.h>

namespace stackdev {
namespace {

TEST(RemoteUrl, HasAKind) {
  const std::vector<std::pair<std::string, UrlKind>> rows = {
      {"https://opendev.org/openstack/nova", UrlKind::Secure},
      {"ssh://git@host/nova", UrlKind::Secure},
      {"git@host:openstack/nova.git", UrlKind::Secure},
      {"host:nova", UrlKind::Secure},
      {"http://host/nova", UrlKind::Plain},
      {"git://host/nova", UrlKind::Plain},
      {"file:///srv/nova", UrlKind::Local},
      {"/srv/nova", UrlKind::Local},
      {"../nova", UrlKind::Local},
      {"./a:b", UrlKind::Local},
      {"nova", UrlKind::Local},
      {"ext::sh -c true", UrlKind::Unknown},
      {"fd::3", UrlKind::Unknown},
      {"rsync://host/nova", UrlKind::Unknown},
      {"HTTPS://host/nova", UrlKind::Unknown},
      {":x", UrlKind::Unknown},
  };
  for (const auto& [url, kind] : rows)
    EXPECT_EQ(urlKind(url), kind) << url;
}

TEST(RemoteUrl, NamesALocalFolder) {
  EXPECT_EQ(localFolder("file:///srv/a%20b%zz", "/root"), "/srv/a b%zz");
  EXPECT_EQ(localFolder("/srv/a%20b", "/root"), "/srv/a%20b");
  EXPECT_EQ(localFolder("../x", "/root/deep"), "/root/x");
}

TEST(RemoteUrl, IsTriedBeforeItsRewrites) {
  Manifest manifest;
  manifest.rewrites = {{"https://a/", "ssh://b/"}, {"https://a/x", "/local/x"}};
  ManifestRepository repository;
  repository.urls = {"https://a/x", "git://c/x", "https://c/x"};
  EXPECT_EQ(urlsOf(repository, manifest),
            (std::vector<std::string>{"https://a/x", "git://c/x", "https://c/x", "ssh://b/x",
                                      "/local/x"}));
}

TEST(RemoteUrl, IsLookedForInAMirror) {
  ManifestRepository repository;
  repository.name = "quantum";
  repository.urls = {"https://opendev.org/openstack/neutron.git/"};
  std::vector<std::string> folders;
  for (const auto& folder : mirrorFolders(repository, "/m"))
    folders.push_back(folder.string());
  EXPECT_EQ(folders,
            (std::vector<std::string>{
                "/m/quantum", "/m/quantum.git", "/m/openstack/neutron", "/m/openstack/neutron.git",
                "/m/openstack+neutron/repo", "/m/opendev.org/openstack/neutron",
                "/m/opendev.org/openstack/neutron.git", "/m/neutron", "/m/neutron.git"}));
  repository.urls = {"https://host/../../etc"};
  for (const auto& folder : mirrorFolders(repository, "/m"))
    EXPECT_EQ(folder.string().find(".."), std::string::npos) << folder;
}

TEST(RemoteUrl, NamesTheSameRepository) {
  EXPECT_TRUE(nameSameRepository("git@github.com:openstack/nova.git",
                                 "https://opendev.org/openstack/nova"));
  EXPECT_FALSE(
      nameSameRepository("https://github.com/me/nova", "https://github.com/openstack/nova"));
  EXPECT_FALSE(nameSameRepository("", ""));
}

} // namespace
} // namespace stackdev
