# Puts a shortcut to the window on the desktop. Run in the bundle's folder, by a right click:
# "Run with PowerShell".
$folder = Split-Path -Parent $MyInvocation.MyCommand.Path
$shell = New-Object -ComObject WScript.Shell
$shortcut = $shell.CreateShortcut((Join-Path ([Environment]::GetFolderPath("Desktop")) "Hinge rig.lnk"))
$shortcut.TargetPath = Join-Path $folder "rig-window.exe"
$shortcut.WorkingDirectory = $folder
$shortcut.IconLocation = "$($shortcut.TargetPath),0"
$shortcut.Save()
