namespace Holdfast.Service.Api;

/// <summary>Files for what is too large for memory, readable by this user only, gone when closed.</summary>
internal static class UploadFile
{
    public static FileStream Create() => new(
        Path.Combine(Path.GetTempPath(), "holdfast-" + Access.ApiToken.Random() + ".zip"),
        new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
}
