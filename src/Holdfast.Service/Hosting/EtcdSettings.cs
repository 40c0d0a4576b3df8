using Holdfast.Database.Etcd;

namespace Holdfast.Service.Hosting;

/// <summary>How this node reaches an etcd, as people gave it, before it is checked.</summary>
public sealed record EtcdSettings
{
    public string? CaFile { get; init; }

    public string? CertificateFile { get; init; }

    public string? KeyFile { get; init; }

    public string? User { get; init; }

    public string? PasswordFile { get; init; }

    private IEnumerable<(string Option, string? Value)> All =>
        [("--etcd-ca", CaFile), ("--etcd-cert", CertificateFile), ("--etcd-key", KeyFile), ("--etcd-user", User),
            ("--etcd-password-file", PasswordFile)];

    /// <summary>The same files by their whole paths, for whoever reads them from another folder.</summary>
    public EtcdSettings Whole() => this with
    {
        CaFile = Whole(CaFile), CertificateFile = Whole(CertificateFile), KeyFile = Whole(KeyFile),
        PasswordFile = Whole(PasswordFile),
    };

    /// <summary>
    /// The checked options where <paramref name="database"/> is the address of an etcd; null for a file, and where
    /// something is wrong, which goes to <paramref name="errors"/> with what to do.
    /// </summary>
    public EtcdOptions? ToOptions(string? database, List<string> errors)
    {
        if (database is null || !EtcdAddress.IsAddress(database))
        {
            errors.AddRange(All.Where(option => option.Value is not null).Select(option =>
                $"{option.Option} {option.Value} is for an etcd, but --database is a file: give --database as "
                + "https://HOST:2379,… or leave the option out."));
            return null;
        }

        int before = errors.Count;
        EtcdAddress? address = EtcdAddress.TryParse(database, out string wrong);
        if (address is null)
        {
            errors.Add($"--database {database}: {wrong}");
        }

        CheckFiles(errors);
        CheckPairs(database, errors);
        string? password = ReadPassword(errors);
        return errors.Count > before || address is null
            ? null
            : new EtcdOptions
            {
                Endpoints = address.Endpoints,
                Prefix = address.Prefix,
                CaFile = CaFile,
                CertificateFile = CertificateFile,
                KeyFile = KeyFile,
                User = User,
                Password = password,
            };
    }

    private static string? Whole(string? file) => file is null ? null : Path.GetFullPath(file);

    private void CheckFiles(List<string> errors)
    {
        foreach ((string option, string? file) in All)
        {
            if (file is not null && option != "--etcd-user" && !File.Exists(file))
            {
                errors.Add($"{option} {file} does not exist, or holdfastd may not look there: give a file that it "
                    + "can read.");
            }
        }
    }

    private void CheckPairs(string database, List<string> errors)
    {
        bool plain = database.StartsWith("http://", StringComparison.OrdinalIgnoreCase);
        foreach ((string option, string? file) in All.Take(3))
        {
            if (file is not null && plain)
            {
                errors.Add($"{option} {file} is for TLS, but --database {database} is http: write https.");
            }
        }

        if (CertificateFile is null != KeyFile is null)
        {
            string given = CertificateFile is null ? $"--etcd-key {KeyFile}" : $"--etcd-cert {CertificateFile}";
            errors.Add($"{given} is one half: give --etcd-cert and --etcd-key, the certificate and its key, together.");
        }

        if (User is null != PasswordFile is null)
        {
            string given = User is null ? $"--etcd-password-file {PasswordFile}" : $"--etcd-user {User}";
            errors.Add($"{given} is one half: give --etcd-user and --etcd-password-file together.");
        }
    }

    private string? ReadPassword(List<string> errors)
    {
        if (PasswordFile is null || !File.Exists(PasswordFile))
        {
            return null;
        }

        try
        {
            string password = File.ReadAllText(PasswordFile).TrimEnd('\r', '\n');
            if (password.Length == 0)
            {
                errors.Add($"--etcd-password-file {PasswordFile} is empty: write the password into it, one line.");
            }

            return password;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            errors.Add($"--etcd-password-file {PasswordFile} cannot be read: {unreadable.Message} Let holdfastd's user "
                + "read it, and nobody else.");
            return null;
        }
    }
}
