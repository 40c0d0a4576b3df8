using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Client.Connections;
using Holdfast.Client.Errors;

namespace Holdfast.Cli.Connections;

/// <summary>Files with people's keys and certificates.</summary>
internal static class PersonFiles
{
    /// <summary>Writes a new file for its owner alone.</summary>
    /// <exception cref="IOException">There is one, or it cannot be written.</exception>
    public static async Task WriteAsync(string path, string text, CancellationToken cancellationToken)
    {
        var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        await using (file.ConfigureAwait(false))
        {
            var writer = new StreamWriter(file);
            await using (writer.ConfigureAwait(false))
            {
                await writer.WriteAsync(text.AsMemory(), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The file that <c>holdfast person add</c> wrote.</summary>
    public static PersonalCertificate Read(string path)
    {
        try
        {
            return PersonalCertificate.FromPem(File.ReadAllText(path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException
            or CryptographicException or ArgumentException)
        {
            throw new HoldfastException(ErrorCodes.BadCertificate, $"{path} cannot be used: {failure.Message}");
        }
    }

    /// <summary>The first certificate of a text, without any key that may be in it.</summary>
    public static string CertificateOf(string text, string path)
    {
        try
        {
            using X509Certificate2 certificate = X509Certificate2.CreateFromPem(text);
            return certificate.ExportCertificatePem() + "\n";
        }
        catch (CryptographicException failure)
        {
            throw new HoldfastException(
                ErrorCodes.BadCertificate, $"{path} has no certificate in PEM: {failure.Message}");
        }
    }
}
