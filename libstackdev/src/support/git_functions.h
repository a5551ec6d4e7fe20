// The functions of libgit2 that we call, under their own names. The library is loaded when the
// first one is called: with the fourteen that it brings it takes longer to load than all else that
// an answer to `initialize` or `stackdev --version` takes. A function that is not in this list does
// not link.
#pragma once

#include <atomic>

#include <git2.h>

namespace stackdev {

/// A function of libgit2's by its name; throws std::runtime_error if there is no such library.
void* gitSymbol(const char* name);

template <class Type>
class GitFunction {
public:
  constexpr explicit GitFunction(const char* name) : name_(name) {}

  /// What makes it callable; any thread.
  operator Type*() const {
    void* known = symbol_;
    if (known == nullptr)
      symbol_ = known = gitSymbol(name_);
    return reinterpret_cast<Type*>(known);
  }

private:
  const char* name_;
  mutable std::atomic<void*> symbol_ = nullptr;
};

// NOLINTBEGIN(readability-identifier-naming): the names are libgit2's
// clang-format off
inline const GitFunction<decltype(::git_branch_set_upstream)> git_branch_set_upstream{"git_branch_set_upstream"};
inline const GitFunction<decltype(::git_buf_dispose)> git_buf_dispose{"git_buf_dispose"};
inline const GitFunction<decltype(::git_checkout_tree)> git_checkout_tree{"git_checkout_tree"};
inline const GitFunction<decltype(::git_commit_create)> git_commit_create{"git_commit_create"};
inline const GitFunction<decltype(::git_config_free)> git_config_free{"git_config_free"};
inline const GitFunction<decltype(::git_config_get_bool)> git_config_get_bool{"git_config_get_bool"};
inline const GitFunction<decltype(::git_config_get_path)> git_config_get_path{"git_config_get_path"};
inline const GitFunction<decltype(::git_config_set_string)> git_config_set_string{"git_config_set_string"};
inline const GitFunction<decltype(::git_credential_ssh_key_from_agent)> git_credential_ssh_key_from_agent{"git_credential_ssh_key_from_agent"};
inline const GitFunction<decltype(::git_credential_ssh_key_new)> git_credential_ssh_key_new{"git_credential_ssh_key_new"};
inline const GitFunction<decltype(::git_credential_username_new)> git_credential_username_new{"git_credential_username_new"};
inline const GitFunction<decltype(::git_credential_userpass_plaintext_new)> git_credential_userpass_plaintext_new{"git_credential_userpass_plaintext_new"};
inline const GitFunction<decltype(::git_describe_format)> git_describe_format{"git_describe_format"};
inline const GitFunction<decltype(::git_describe_result_free)> git_describe_result_free{"git_describe_result_free"};
inline const GitFunction<decltype(::git_describe_workdir)> git_describe_workdir{"git_describe_workdir"};
inline const GitFunction<decltype(::git_error_last)> git_error_last{"git_error_last"};
inline const GitFunction<decltype(::git_graph_ahead_behind)> git_graph_ahead_behind{"git_graph_ahead_behind"};
inline const GitFunction<decltype(::git_ignore_path_is_ignored)> git_ignore_path_is_ignored{"git_ignore_path_is_ignored"};
inline const GitFunction<decltype(::git_index_add_all)> git_index_add_all{"git_index_add_all"};
inline const GitFunction<decltype(::git_index_find)> git_index_find{"git_index_find"};
inline const GitFunction<decltype(::git_index_find_prefix)> git_index_find_prefix{"git_index_find_prefix"};
inline const GitFunction<decltype(::git_index_free)> git_index_free{"git_index_free"};
inline const GitFunction<decltype(::git_index_write)> git_index_write{"git_index_write"};
inline const GitFunction<decltype(::git_index_write_tree)> git_index_write_tree{"git_index_write_tree"};
inline const GitFunction<decltype(::git_libgit2_init)> git_libgit2_init{"git_libgit2_init"};
inline const GitFunction<decltype(::git_libgit2_opts)> git_libgit2_opts{"git_libgit2_opts"};
inline const GitFunction<decltype(::git_object_free)> git_object_free{"git_object_free"};
inline const GitFunction<decltype(::git_object_id)> git_object_id{"git_object_id"};
inline const GitFunction<decltype(::git_object_lookup)> git_object_lookup{"git_object_lookup"};
inline const GitFunction<decltype(::git_object_peel)> git_object_peel{"git_object_peel"};
inline const GitFunction<decltype(::git_oid_equal)> git_oid_equal{"git_oid_equal"};
inline const GitFunction<decltype(::git_oid_tostr)> git_oid_tostr{"git_oid_tostr"};
inline const GitFunction<decltype(::git_oid_tostr_s)> git_oid_tostr_s{"git_oid_tostr_s"};
inline const GitFunction<decltype(::git_patch_free)> git_patch_free{"git_patch_free"};
inline const GitFunction<decltype(::git_patch_from_buffers)> git_patch_from_buffers{"git_patch_from_buffers"};
inline const GitFunction<decltype(::git_patch_to_buf)> git_patch_to_buf{"git_patch_to_buf"};
inline const GitFunction<decltype(::git_reference_create)> git_reference_create{"git_reference_create"};
inline const GitFunction<decltype(::git_reference_free)> git_reference_free{"git_reference_free"};
inline const GitFunction<decltype(::git_reference_is_branch)> git_reference_is_branch{"git_reference_is_branch"};
inline const GitFunction<decltype(::git_reference_name_to_id)> git_reference_name_to_id{"git_reference_name_to_id"};
inline const GitFunction<decltype(::git_reference_shorthand)> git_reference_shorthand{"git_reference_shorthand"};
inline const GitFunction<decltype(::git_reference_symbolic_create)> git_reference_symbolic_create{"git_reference_symbolic_create"};
inline const GitFunction<decltype(::git_remote_create_anonymous)> git_remote_create_anonymous{"git_remote_create_anonymous"};
inline const GitFunction<decltype(::git_remote_default_branch)> git_remote_default_branch{"git_remote_default_branch"};
inline const GitFunction<decltype(::git_remote_fetch)> git_remote_fetch{"git_remote_fetch"};
inline const GitFunction<decltype(::git_remote_free)> git_remote_free{"git_remote_free"};
inline const GitFunction<decltype(::git_remote_lookup)> git_remote_lookup{"git_remote_lookup"};
inline const GitFunction<decltype(::git_remote_url)> git_remote_url{"git_remote_url"};
inline const GitFunction<decltype(::git_repository_commondir)> git_repository_commondir{"git_repository_commondir"};
inline const GitFunction<decltype(::git_repository_config)> git_repository_config{"git_repository_config"};
inline const GitFunction<decltype(::git_repository_config_snapshot)> git_repository_config_snapshot{"git_repository_config_snapshot"};
inline const GitFunction<decltype(::git_repository_free)> git_repository_free{"git_repository_free"};
inline const GitFunction<decltype(::git_repository_head)> git_repository_head{"git_repository_head"};
inline const GitFunction<decltype(::git_repository_index)> git_repository_index{"git_repository_index"};
inline const GitFunction<decltype(::git_repository_init_ext)> git_repository_init_ext{"git_repository_init_ext"};
inline const GitFunction<decltype(::git_repository_is_shallow)> git_repository_is_shallow{"git_repository_is_shallow"};
inline const GitFunction<decltype(::git_repository_open)> git_repository_open{"git_repository_open"};
inline const GitFunction<decltype(::git_repository_open_ext)> git_repository_open_ext{"git_repository_open_ext"};
inline const GitFunction<decltype(::git_repository_path)> git_repository_path{"git_repository_path"};
inline const GitFunction<decltype(::git_repository_set_head)> git_repository_set_head{"git_repository_set_head"};
inline const GitFunction<decltype(::git_repository_set_head_detached)> git_repository_set_head_detached{"git_repository_set_head_detached"};
inline const GitFunction<decltype(::git_repository_state)> git_repository_state{"git_repository_state"};
inline const GitFunction<decltype(::git_repository_workdir)> git_repository_workdir{"git_repository_workdir"};
inline const GitFunction<decltype(::git_revparse_single)> git_revparse_single{"git_revparse_single"};
inline const GitFunction<decltype(::git_signature_free)> git_signature_free{"git_signature_free"};
inline const GitFunction<decltype(::git_signature_new)> git_signature_new{"git_signature_new"};
inline const GitFunction<decltype(::git_status_list_entrycount)> git_status_list_entrycount{"git_status_list_entrycount"};
inline const GitFunction<decltype(::git_status_list_free)> git_status_list_free{"git_status_list_free"};
inline const GitFunction<decltype(::git_status_list_new)> git_status_list_new{"git_status_list_new"};
inline const GitFunction<decltype(::git_submodule_foreach)> git_submodule_foreach{"git_submodule_foreach"};
inline const GitFunction<decltype(::git_submodule_free)> git_submodule_free{"git_submodule_free"};
inline const GitFunction<decltype(::git_submodule_lookup)> git_submodule_lookup{"git_submodule_lookup"};
inline const GitFunction<decltype(::git_submodule_open)> git_submodule_open{"git_submodule_open"};
inline const GitFunction<decltype(::git_submodule_path)> git_submodule_path{"git_submodule_path"};
inline const GitFunction<decltype(::git_submodule_resolve_url)> git_submodule_resolve_url{"git_submodule_resolve_url"};
inline const GitFunction<decltype(::git_submodule_update)> git_submodule_update{"git_submodule_update"};
inline const GitFunction<decltype(::git_submodule_url)> git_submodule_url{"git_submodule_url"};
inline const GitFunction<decltype(::git_tree_free)> git_tree_free{"git_tree_free"};
inline const GitFunction<decltype(::git_tree_lookup)> git_tree_lookup{"git_tree_lookup"};
// clang-format on
// NOLINTEND(readability-identifier-naming)

} // namespace stackdev
